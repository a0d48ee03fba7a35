"""Messages that are no good HTTP, or good HTTP that means harm: (name, bytes). More than 300 of them."""

import gzip
import json

PATH = b"/api/v1/statements"
HOST = b"Host: localhost\r\n"
JSON = b"Content-Type: application/json\r\n"
BODY = b'{"statement": "SELECT 1"}'


def messages():
    for part in (request_lines, header_lines, lengths, chunks, targets, control_characters, bodies, packed_bodies,
                 conditions, cut_short):
        yield from part()


def get(line=b"GET / HTTP/1.1", headers=b""):
    return line + b"\r\n" + HOST + headers + b"\r\n"


def post(body=BODY, headers=b"", length=None):
    size = str(len(body) if length is None else length).encode()
    return b"POST " + PATH + b" HTTP/1.1\r\n" + HOST + JSON + headers + b"Content-Length: " + size + b"\r\n\r\n" + body


def request_lines():
    for line in (b"", b"GET", b"GET /", b"GET  / HTTP/1.1", b"GET / HTTP/1.1 ", b" GET / HTTP/1.1", b"GET\t/\tHTTP/1.1",
                 b"GET / HTTP/1.2", b"GET / HTTP/2.0", b"GET / HTTP/0.9", b"GET / HTTP/1", b"GET / HTTP/11", b"GET / http/1.1",
                 b"GET / HTTPS/1.1", b"GET / HTTP/1.1.1", b"GET / HTTP/-1.1", b"GET / HTTP/9999999999.1", b"G@T / HTTP/1.1",
                 b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"PRI * HTTP/2.0", b"GET / / HTTP/1.1", b"get / HTTP/1.1",
                 b"TRACE / HTTP/1.1", b"CONNECT localhost:80 HTTP/1.1", b"PUT / HTTP/1.1", b"PATCH /livez HTTP/1.1",
                 b"X" * 5000 + b" / HTTP/1.1", b"GET /" + b"a" * 9000 + b" HTTP/1.1", b"GET /" + b"a" * 100000 + b" HTTP/1.1"):
        yield f"request line {line[:40]!r}", get(line)


def header_lines():
    for line in (b"a b: c", b"a : b", b": b", b"a", b"a\tb: c", b" a: b", b"a: b\r\n c", b"a: b\r\n\tc", b"(a): b", b"a\x80: b",
                 b"Host: localhost", b"Host: other", b"Host:", b"a: \x80\xff", b"a: " + b"b" * 70000, b"a" * 70000 + b": b",
                 b"Connection: close, close, keep-alive", b"Connection: \x22", b"Expect: 200-ok", b"Expect: 100-continue, x",
                 b"Accept: /", b"Accept: */*;q=2", b"Accept: " + b"a/b," * 5000, b"Accept-Encoding: gzip;q=-1",
                 b"Accept-Encoding: " + b"," * 5000, b"If-None-Match: " + b'"' * 5000, b"If-None-Match: W/",
                 b"Origin: null", b"Origin: \x22", b"X-Request-Id: " + b"a" * 5000, b"Range: bytes=0-1", b"Range: bytes=9-1",
                 b"Range: bytes=-0", b"Range: bytes=99999999999999999999-", b"Range: lines=1", b"Range: bytes=0-0,0-0," * 200,
                 b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
                 b"Upgrade: websocket\r\nConnection: Upgrade", b"TE: trailers, chunked", b"Content-Type: text/html"):
        yield f"header {line[:40]!r}", get(headers=line + b"\r\n")
    for count in (100, 1000, 5000):
        yield f"{count} headers", get(headers=b"".join(b"h%d: x\r\n" % i for i in range(count)))
    yield "no host", b"GET / HTTP/1.1\r\n\r\n"
    yield "no host in 1.0", b"GET / HTTP/1.0\r\n\r\n"


def lengths():
    for value in (b"-1", b"+5", b"0x10", b"1e3", b"5 5", b"5,5", b"5, 6", b"", b" ", b"abc", b"18446744073709551616",
                  b"9223372036854775808", b"99999999999999999999999999", b"17000000", b"1_0", b"\xc2\xb2", b"5;q=1", b"'5'",
                  b"5.0", b"00000000000000000000000000000005"):
        yield f"Content-Length {value!r}", (
            b"POST " + PATH + b" HTTP/1.1\r\n" + HOST + JSON + b"Content-Length: " + value + b"\r\n\r\n" + BODY)
    for headers in (b"Content-Length: 5\r\nContent-Length: 5", b"Content-Length: 5\r\nContent-Length: 6",
                    b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunked\r\nContent-Length: 5",
                    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunked, chunked",
                    b"Transfer-Encoding: gzip", b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: xchunked",
                    b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding: identity", b"Transfer-Encoding: \x0bchunked",
                    b"Transfer-Encoding:\tchunked", b"Transfer-Encoding: CHUNKED", b"Transfer-Encoding: \"chunked\"",
                    b"Transfer-Encoding : chunked", b"Transfer-Encoding\t: chunked", b"Transfer-Encoding: chunked;x=1",
                    b"Transfer_Encoding: chunked\r\nContent-Length: 25", b"Transfer-Encoding: chunked\r\n "):
        yield f"framing {headers!r}", (
            b"POST " + PATH + b" HTTP/1.1\r\n" + HOST + JSON + headers + b"\r\n\r\n" + b"5\r\nhello\r\n0\r\n\r\n")
    yield "chunked in 1.0", (b"POST " + PATH + b" HTTP/1.0\r\n" + HOST + JSON + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")


def chunks():
    head = b"POST " + PATH + b" HTTP/1.1\r\n" + HOST + JSON + b"Transfer-Encoding: chunked\r\n\r\n"
    for text in (b"0\n\n", b"5\nhello\n0\n\n", b"-1\r\n\r\n", b"+5\r\nhello\r\n0\r\n\r\n", b"0x5\r\nhello\r\n0\r\n\r\n", b"g\r\n",
                 b"5\r\nhelloX0\r\n\r\n", b"5\r\nhel\r\n0\r\n\r\n", b"ffffffffffffffff\r\n", b"10000000000000000\r\nx", b"\r\n",
                 b" 5\r\nhello\r\n0\r\n\r\n", b"5 \r\nhello\r\n0\r\n\r\n", b"5;a=b\r\nhello\r\n0\r\n\r\n", b"5;\x00\r\nhello\r\n0\r\n\r\n",
                 b"5;" + b"a" * 70000 + b"\r\nhello\r\n0\r\n\r\n", b"00000000000000000005\r\nhello\r\n0\r\n\r\n",
                 b"1\r\n{\r\n" * 3000 + b"0\r\n\r\n", b"0\r\nContent-Length: 5\r\n\r\n", b"0\r\nbad trailer\r\n\r\n",
                 b"0\r\n" + b"a: b\r\n" * 20000 + b"\r\n", b"1000001\r\n" + b" " * 100, b"5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"):
        yield f"chunks {text[:30]!r}", head + text


def targets():
    for target in (b"*", b"//", b"/..", b"/../etc/passwd", b"/%2e%2e/", b"/./livez", b"/livez/../livez", b"/%", b"/%z", b"/%4",
                   b"/%zz", b"/%00", b"/%ff", b"/%c0%80", b"/%ed%a0%80", b"/\xff", b"/\xc3\xa4", b"/a%2Fb", b"/#fragment", b"livez",
                   b"http://", b"http:///livez", b"http://localhost", b"http://[::1/livez", b"http://localhost:99999/livez",
                   b"ftp://localhost/livez", b"http://user:pass@localhost/livez", b"localhost:80", b"?a=b", b"/?", b"/?&&&", b"/?=",
                   b"/?%", b"/?a=%ff", b"/livez?" + b"a=b&" * 1500, b"/api/v1/databases?limit=", b"/api/v1/databases?limit=-1",
                   b"/api/v1/databases?limit=1&limit=1", b"/api/v1/databases?limit=99999999999999999999", b"/api/v1/databases?limit=1e3",
                   b"/api/v1/databases?limit=%31", b"/api/v1/databases?limit=0x1", b"/api/v1/databases?limit=1.0", b"/api/v1/databases?LIMIT=1",
                   b"/api/v1/databases.json?x", b"/api/v1/databases.exe", b"/api/v1/databases/%00", b"/api/v1/databases/a'b",
                   b"/api/v1/databases/a;DROP%20TABLE%20x", b"/api/v1/databases/" + b"a" * 5000, b"/api/v1/databases/default/tables/" + b"%F0%9F%90%9D" * 300,
                   b"/api/v1/databases/default/tables//partitions", b"/api/v1/statements/%2e%2e", b"/api/v1/statements/" + b"x" * 4000,
                   b"/docs/..%2f..%2fetc%2fpasswd", b"/docs/%00", b"/docs/../livez", b"/docs//docs.js", b"/" + b"a/" * 3000):
        yield f"target {target[:40]!r}", get(b"GET " + target + b" HTTP/1.1")


def control_characters():
    for code in list(range(0, 9)) + [11, 12] + list(range(14, 32)) + [127]:
        character = bytes([code])
        yield f"control {code} in a target", get(b"GET /" + character + b" HTTP/1.1")
        yield f"control {code} in a header", get(headers=b"a: b" + character + b"c\r\n")
    for text in (b"GET / HTTP/1.1\nHost: localhost\n\n", b"GET / HTTP/1.1\r\nHost: localhost\n\r\n", b"GET / HTTP/1.1\rHost: localhost\r\r",
                 b"GET / HTTP/1.1\r\nHost: localhost\r\n\n", b"\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\n\nGET / HTTP/1.1\r\n\r\n",
                 b"\x00" * 100, b"\xff" * 100, b"\r" * 1000 + b"\n"):
        yield f"line ends {text[:30]!r}", text


def bodies():
    for body in (b"", b"{", b"}", b"null", b"[]", b"1", b'"a"', b"{}", b'{"statement"}', b'{"statement":}', b'{"statement":null}',
                 b'{"statement":1}', b'{"statement":[]}', b'{"statement":{}}', b'{"statement":""}', b'{"statement":"\\ud800"}',
                 b'{"statement":"\x00"}', b'{"statement":"\\u0000"}', b'{"statement":"a","statement":"b"}', b'{"statement":"SELECT 1"}x',
                 b'{"statement":"SELECT 1"}{}', b"{'statement':'SELECT 1'}", b'{"statement":"SELECT 1",}', b"\xef\xbb\xbf" + BODY, b"\xff\xfe{\x00}\x00",
                 b'{"statement":"\xff"}', b'{"statement":"\xc0\x80"}', b'{"statement":"\xed\xa0\x80"}', b"[" * 100000, b'{"a":' * 50000,
                 b'{"statement":"' + b"(" * 20000 + b'"}', b'{"statement":"SELECT ' + b"-" * 20000 + b'1"}', b'{"statement":"SELECT ' + b"1+" * 20000 + b'1"}',
                 b'{"statement":"SELECT ' + b"NOT " * 20000 + b'true"}', b'{"statement":"' + b"a" * 1000000 + b'"}', b'{"timeout":1}',
                 b'{"statement":"SELECT 1","timeout":-1}', b'{"statement":"SELECT 1","timeout":1e999}', b'{"statement":"SELECT 1","timeout":NaN}',
                 b'{"statement":"SELECT 1","timeout":"1"}', b'{"statement":"SELECT 1","timeout":0}', b'{"statement":"SELECT 1","id":""}',
                 b'{"statement":"SELECT 1","id":"a b"}', b'{"statement":"SELECT 1","id":"a\\r\\nb: c"}', b'{"statement":"SELECT 1","id":"' + b"a" * 200 + b'"}',
                 b'{"statement":"SELECT 1","database":"\\u0000"}', b'{"statement":"SELECT 1","database":"../x"}', b'{"statement":"SELECT 1","unknown":1}',
                 b'{"statement":"SELECT 1' + b";SELECT 1" * 5000 + b'"}', b'{"statement":"/*' + b"/*" * 5000 + b'"}'):
        yield f"body {body[:40]!r}", post(body)
    for content_type in (b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x", b"application/json\x00", b"json", b"",
                         b"application/json; charset=utf-16", b"application/json;" + b"a" * 1000, b", application/json"):
        yield f"Content-Type {content_type[:30]!r}", (
            b"POST " + PATH + b" HTTP/1.1\r\n" + HOST + b"Content-Type: " + content_type + b"\r\nContent-Length: 25\r\n\r\n" + BODY)
    yield "a body for GET", get(headers=b"Content-Length: 5\r\n") + b"hello"


def packed_bodies():
    packed = gzip.compress(BODY)
    zeros = gzip.compress(b" " * (40 << 20))
    nested = gzip.compress(gzip.compress(b" " * (40 << 20)))
    for name, coding, body in (
            ("whole", b"gzip", packed), ("cut short", b"gzip", packed[:-4]), ("with more behind", b"gzip", packed + b"x"), ("twice", b"gzip", packed + packed),
            ("damaged", b"gzip", packed[:12] + b"\xff\xff" + packed[14:]), ("not packed", b"gzip", BODY), ("empty", b"gzip", b""), ("a bomb", b"gzip", zeros),
            ("a bomb in a bomb", b"gzip, gzip", nested), ("a bomb once unpacked", b"gzip", nested), ("of another kind", b"zstd", packed),
            ("zstd, not packed", b"zstd", BODY), ("zstd, empty", b"zstd", b""), ("zstd, a huge window", b"zstd", b"\x28\xb5\x2f\xfd\x00\xf8" + b"\xff" * 50),
            ("zstd, a huge size", b"zstd", b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 8 + b"\x01\x00\x00"), ("brotli", b"br", packed), ("deflate", b"deflate", packed),
            ("unknown", b"rot13", packed), ("many", b"gzip," * 500, packed), ("identity", b"identity", BODY), ("x-gzip", b"x-gzip", packed)):
        yield f"packed body {name}", post(body, b"Content-Encoding: " + coding + b"\r\n")


def conditions():
    for query in (b"?format=xml", b"?format=", b"?format=json&format=csv", b"?shape=rows", b"?int64=yes", b"?limit=0", b"?limit=10001", b"?limit=1;x",
                  b"?unknown=1", b".csv?format=json", b".xml", b".", b".csv.csv", b"/.csv", b"?cursor=%00"):
        yield f"query {query!r}", (b"POST " + PATH + query + b" HTTP/1.1\r\n" + HOST + JSON + b"Content-Length: 25\r\n\r\n" + BODY)


def cut_short():
    whole = post()
    for length in range(1, len(whole), 9):
        yield f"cut after {length} bytes", whole[:length]
