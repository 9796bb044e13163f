#!/usr/bin/env python3
"""Endorse a proposal over HTTP, after a look at what would be signed (docs/api.md).

    python3 examples/rest/endorse.py http://127.0.0.1:8650 api.token PROPOSAL for --reason "as agreed"

The request id follows from what is said: run again after a failure, it cannot count twice. acting.py
beside this file is written from the OpenAPI document. Exit code: 0, or 1 with the problem on
standard error.
"""

import argparse
import hashlib
import json
import pathlib
import sys
from typing import cast

import acting


def main() -> None:
    parser = argparse.ArgumentParser(description="Endorse a proposal.")
    parser.add_argument("base", help="where alliance serve listens")
    parser.add_argument("token", help="the file with the token", type=pathlib.Path)
    parser.add_argument("proposal")
    parser.add_argument("position", choices=["for", "against", "abstain", "sponsor"])
    parser.add_argument("--reason", default="")
    asked = parser.parse_args()
    client = acting.Client(asked.base, asked.token.read_text().strip())
    body: acting.Endorse = {"proposal": asked.proposal, "position": asked.position, "reason": asked.reason}
    key = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    try:
        preview = cast(acting.Preview, client.endorse(body, dry_run="true", idempotency_key=key))
        print("to be signed:", json.dumps(preview["argument"], ensure_ascii=False), file=sys.stderr)
        answer = client.endorse(body, idempotency_key=key)
    except acting.Refused as refused:
        sys.exit(str(refused))
    if "block" not in answer:  # sent, and nobody says what became of it
        sys.exit(cast(acting.Pending, answer)["message"])
    receipt = cast(acting.Receipt, answer)
    print(receipt["transaction"], receipt["block"], receipt["validation"], receipt["event"]["type"], sep="\t")


if __name__ == "__main__":
    main()
