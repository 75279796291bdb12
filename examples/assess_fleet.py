"""Assesses many machines at once, from Python 3.8 or later: prints a line for each as soon as it is done, and shows the progress. Ctrl+C
cancels: what is ready still comes, and each other machine is answered with an error document that says so.

    cargo build --release
    python3 examples/assess_fleet.py target/release/libwsus954960.so tests/fixtures/roots/affected tests/fixtures/roots/clear

On Windows the library is wsus954960.dll, of the same kind as Python: 64-bit or 32-bit.
"""

import ctypes
import json
import signal
import sys
from pathlib import Path

OK, NOTHING_YET, FINISHED = 0, 100, 101
ABI_VERSION = 1


class Refused(Exception):
    """The library refused a call. The argument is its error document."""


class Library:
    def __init__(self, path):
        # With its whole path, so that no other folder is searched for it.
        library = ctypes.CDLL(str(Path(path).resolve()))
        text, text_out = ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)
        job = ctypes.c_uint64
        for name, result, parameters in [
            ("abi_version", ctypes.c_uint32, []),
            ("job_start", ctypes.c_int32, [text, ctypes.POINTER(job), text_out]),
            ("job_next", ctypes.c_int32, [job, ctypes.c_uint32, text_out]),
            ("job_cancel", None, [job]),
            ("job_free", None, [job]),
            ("free", None, [ctypes.c_void_p]),
        ]:
            function = getattr(library, "wsus954960_" + name)
            function.restype, function.argtypes = result, parameters
            setattr(self, name, function)
        if self.abi_version() != ABI_VERSION:
            raise RuntimeError("the library is of another version than this program")

    def document(self, pointer):
        """A document as an object; the library's string is freed."""
        units = ctypes.cast(pointer, ctypes.POINTER(ctypes.c_uint16))
        length = 0
        while units[length]:
            length += 1
        text = ctypes.string_at(pointer, 2 * length).decode("utf-16-le" if sys.byteorder == "little" else "utf-16-be")
        self.free(pointer)
        return json.loads(text)


class Job:
    """Many machines at once. The request is described in the header, include/wsus954960.h."""

    def __init__(self, library, request):
        self.library, self.number = library, ctypes.c_uint64()
        text = json.dumps(request).encode("utf-16")[2:] + b"\0\0"  # In the machine's byte order, without its mark.
        refusal = ctypes.c_void_p()
        if library.job_start(text, ctypes.byref(self.number), ctypes.byref(refusal)) != OK:
            raise Refused(library.document(refusal))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.library.job_free(self.number)

    def __iter__(self):
        """The documents as they come."""
        while True:
            document = ctypes.c_void_p()
            # Python handles Ctrl+C between two calls, so none of them waits for long.
            status = self.library.job_next(self.number, 200, ctypes.byref(document))
            if status == FINISHED:
                return
            if status == OK:
                yield self.library.document(document)
            elif status != NOTHING_YET:
                raise Refused(self.library.document(document))

    def cancel(self):
        """What is ready still comes, and each other target is answered with an error document."""
        self.library.job_cancel(self.number)


def main():
    if len(sys.argv) < 3:
        sys.exit(f"usage: {sys.argv[0]} LIBRARY FOLDER...\nEach folder stands for a machine's system drive.")
    library = Library(sys.argv[1])
    roots = sys.argv[2:]
    targets = [{"root": root} for root in roots]
    with Job(library, {"concurrency": 16, "timeoutSeconds": 60, "targets": targets}) as job:
        signal.signal(signal.SIGINT, lambda *_: job.cancel())
        for document in job:
            kind = document["kind"]
            if kind == "progress":
                print(f"{document['targetsDone']} of {document['targetsTotal']}", file=sys.stderr, flush=True)
            else:
                # An error document is the answer of one machine.
                answer = document["verdict"] if kind == "assessment" else document["code"]
                print(f"{roots[document['index']]}: {answer}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(refused.args[0]["message"])
