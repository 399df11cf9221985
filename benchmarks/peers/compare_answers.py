#!/usr/bin/env python3
"""Whether a peer gives the same distances and counts, and how much longer it takes.

usage: compare_answers.py ours.jsonl peer.jsonl        exit 1 where an answer differs
"""
import json, sys


def main():
    ours = {row["id"]: row for row in map(json.loads, open(sys.argv[1], encoding="utf-8"))}
    peer = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
    done = [row for row in peer if row["distance"] is not None]
    differ = [row for row in done if (row["distance"], row["shortest_paths"]) != (ours[row["id"]]["distance"], ours[row["id"]]["shortest_paths"])]
    print(f"{len(peer)} pairs asked, {len(done)} finished, {len(done) - len(differ)} answered alike, {len(differ)} otherwise")
    for row in differ[:10]:
        print("  differs:", row, ours[row["id"]])
    if done:
        theirs = sum(row["seconds"] for row in done) / len(done)
        mine = sum(ours[row["id"]]["milliseconds"] for row in done) / len(done) / 1000
        print(f"mean a pair, on those: peer {theirs:.3f} s, ours {mine * 1000:.3f} ms: {theirs / mine:,.0f} times as fast")
    sys.exit(1 if differ else 0)


main()
