"""Where a next page is, as a token: callers learn nothing of Skep's paths and cannot make up others."""

import base64
import hashlib
import hmac
import secrets


class Tokens:
    """Signs paths. With a secret of one's own, several processes understand each other's tokens."""

    def __init__(self, secret: str | None) -> None:
        self._secret = (secret or secrets.token_hex(32)).encode()

    def make(self, path: str) -> str:
        return base64.urlsafe_b64encode(self._sign(path) + path.encode()).decode().rstrip("=")

    def read(self, token: str) -> str | None:
        """The path, or None when this is no token of ours."""
        try:
            data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            signature, path = data[:16], data[16:].decode()
        except ValueError:
            return None
        return path if hmac.compare_digest(signature, self._sign(path)) else None

    def _sign(self, path: str) -> bytes:
        return hmac.digest(self._secret, path.encode(), hashlib.sha256)[:16]
