"""Packs files with gzip and writes an assembler source that holds them: embed_files.py FOLDER FILE..."""

import gzip
import pathlib
import re
import sys


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    lines = ['.section .rodata, "a"']
    for file in map(pathlib.Path, sys.argv[2:]):
        packed = folder / (file.name + ".gz")
        packed.write_bytes(gzip.compress(file.read_bytes(), compresslevel=9, mtime=0))
        symbol = "skep_file_" + re.sub("[^A-Za-z0-9]", "_", file.name)
        lines += [f".global {symbol}", f".global {symbol}_end", f"{symbol}:", f'.incbin "{packed}"', f"{symbol}_end:"]
    lines += ['.section .note.GNU-stack, "", %progbits', ""]
    (folder / "files.S").write_text("\n".join(lines))


if __name__ == "__main__":
    main()
