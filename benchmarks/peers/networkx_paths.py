#!/usr/bin/env python3
"""All shortest paths of each pair with networkx, as the published method lists them.

usage: networkx_paths.py kg.csv pairs.jsonl [--limit PAIRS] [--seconds A_PAIR] > out.jsonl
A line a pair: {"id","distance","shortest_paths","seconds"}, of CPU, so that a busy machine is not held against it; "distance" null where a pair was not finished in its seconds, -1 where there is no path.
"""
import argparse, json, signal, sys, time
import networkx
from primekg_edges import edges


class Late(Exception):
    pass


def late(*_):
    raise Late


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kg")
    parser.add_argument("pairs")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--seconds", type=int, default=120)
    args = parser.parse_args()
    started = time.perf_counter()
    numbers, links = edges(args.kg)
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(numbers)))
    graph.add_edges_from((link >> 32, link & 0xFFFFFFFF) for link in links)
    del links
    print(f"networkx {networkx.__version__}: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges, {time.perf_counter() - started:.0f} s to load", file=sys.stderr)
    signal.signal(signal.SIGPROF, late)
    for line in list(open(args.pairs, encoding="utf-8"))[: args.limit]:
        pair = json.loads(line)
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, args.seconds)
        try:
            distance, count = -1, 0
            for path in networkx.all_shortest_paths(graph, numbers[pair["from"]], numbers[pair["to"]]):
                distance, count = len(path) - 1, count + 1
        except networkx.NetworkXNoPath:
            pass
        except Late:
            distance, count = None, None
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps({"id": pair["id"], "distance": distance, "shortest_paths": count, "seconds": round(time.process_time() - started, 4)}), flush=True)


main()
