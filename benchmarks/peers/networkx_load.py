#!/usr/bin/env python3
"""Loads a file in PrimeKG's columns the way the published MedReason code does: pandas reads it, networkx holds it, keyed by lower-cased name.

Usage: networkx_load.py kg.csv
Prints one JSON line: seconds by phase, peak resident memory, versions. Needs python3-pandas and python3-networkx.
"""
import json
import platform
import resource
import sys
import time

import networkx as nx
import pandas as pd


def build_graph(triples):
    graph = nx.Graph()
    for head, relation, tail in triples:
        graph.add_edge(str(head).lower().strip(), str(tail).lower().strip(), relation=str(relation).strip())
    return graph


def main():
    path = sys.argv[1]
    start = time.perf_counter()
    frame = pd.read_csv(path, low_memory=False)
    read = time.perf_counter()
    graph = build_graph(frame[["x_name", "display_relation", "y_name"]].values.tolist())
    built = time.perf_counter()
    print(json.dumps({
        "rows": len(frame),
        "nodes": graph.number_of_nodes(),
        "edges": graph.number_of_edges(),
        "read_seconds": round(read - start, 2),
        "build_seconds": round(built - read, 2),
        "load_seconds": round(built - start, 2),
        "cpu_seconds": round(time.process_time(), 2),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6),
        "python": platform.python_version(),
        "pandas": pd.__version__,
        "networkx": nx.__version__,
    }))


if __name__ == "__main__":
    main()
