#!/usr/bin/env python3
"""All shortest paths of each pair with python-igraph. Run it under a memory limit (ulimit -v): it lists every path before it answers.

usage: igraph_paths.py kg.csv pairs.jsonl [--limit PAIRS] > out.jsonl
A line a pair: {"id","distance","shortest_paths","seconds"}, of CPU, so that a busy machine is not held against it; "distance" null where memory ran out, -1 where there is no path.
"""
import argparse, json, sys, time
import igraph
from primekg_edges import edges


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kg")
    parser.add_argument("pairs")
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    started = time.perf_counter()
    numbers, links = edges(args.kg)
    graph = igraph.Graph(n=len(numbers), edges=((link >> 32, link & 0xFFFFFFFF) for link in links))
    del links
    print(f"igraph {igraph.__version__}: {graph.vcount()} nodes, {graph.ecount()} edges, {time.perf_counter() - started:.0f} s to load", file=sys.stderr)
    for line in list(open(args.pairs, encoding="utf-8"))[: args.limit]:
        pair = json.loads(line)
        started = time.process_time()
        try:
            paths = graph.get_all_shortest_paths(numbers[pair["from"]], numbers[pair["to"]])
            distance, count = (len(paths[0]) - 1, len(paths)) if paths else (-1, 0)
            del paths
        except (MemoryError, igraph.InternalError):
            distance, count = None, None
        print(json.dumps({"id": pair["id"], "distance": distance, "shortest_paths": count, "seconds": round(time.process_time() - started, 4)}), flush=True)


main()
