#!/usr/bin/env python3
"""Print the roster of an alliance, read to its end over the read API (docs/api.md).

    python3 examples/rest/roster.py http://127.0.0.1:8640 zhongguancun@association --at 2026-03-31

Nothing but Python's standard library is needed. Exit code: 0, or 1 with the problem on
standard error.
"""

import argparse
import json
import sys
import urllib.error
import urllib.parse
import urllib.request


def pages(base, path, query):
    """Yield the pages of a list, from the first to the last."""
    while True:
        url = f"{base}/v1/{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            page = json.load(answer)
        yield page
        if "next" not in page:
            return
        query = {**query, "cursor": page["next"]}


def main():
    parser = argparse.ArgumentParser(description="Print the roster of an alliance.")
    parser.add_argument("base", help="where auditor serve listens")
    parser.add_argument("alliance")
    parser.add_argument("--at", help="a time, a day, or the number of an epoch")
    parser.add_argument("--limit", type=int, default=100, help="members of a page")
    asked = parser.parse_args()
    query = {"limit": asked.limit}
    if asked.at:
        query["at"] = asked.at
    path = f"alliances/{urllib.parse.quote(asked.alliance)}/roster"
    try:
        count = 0
        for page in pages(asked.base.rstrip("/"), path, query):
            for member in page["answer"]:
                name = member["names"].get("en") or next(iter(member["names"].values()), "")
                print(member["party"], member["class"], member["state"], member["since"], member["block"], name, sep="\t")
                count += 1
        verified = page["verified"]
        print(f"{count} members; {verified['height']} blocks verified, the last {verified['hash']}", file=sys.stderr)
    except urllib.error.HTTPError as refused:
        problem = json.load(refused)
        sys.exit(f"{problem['code']}: {problem['detail']}")


if __name__ == "__main__":
    main()
