#!/usr/bin/env python3
"""Values that the statistics of MedReason.Evaluation are held to, from other formulas than theirs: exact fractions, 50-digit decimals, definitions by pairs.

    python3 benchmarks/peers/statistics_reference.py > tests/MedReason.Evaluation.Tests/Statistics/statistics_reference.json

Standard library only.
"""
import json
import math
import random
import sys
from decimal import Decimal, getcontext
from fractions import Fraction as F
from itertools import permutations

getcontext().prec = 50
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097")


def normal_cdf(x):
    """Phi by its power series, in decimals."""
    x = Decimal(x)
    term, total, n = x, x, 0
    while abs(term) > Decimal(10) ** -45:
        n += 1
        term = term * -x * x * (2 * n - 1) / (2 * n * (2 * n + 1))
        total += term
    return Decimal("0.5") + total / (2 * PI).sqrt()


def bisect(function, target, low, high, steps=160):
    low, high = Decimal(low), Decimal(high)
    for _ in range(steps):
        middle = (low + high) / 2
        if function(middle) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def z(confidence):
    return bisect(normal_cdf, (1 + Decimal(confidence)) / 2, 0, 7)


def wilson(k, n, confidence):
    """The two roots of (p - k/n)^2 = z^2 p (1 - p) / n."""
    q = z(confidence) ** 2
    a, b, c = 1 + q / n, -(2 * Decimal(k) / n + q / n), (Decimal(k) / n) ** 2
    root = (b * b - 4 * a * c).sqrt()
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def coverage(n, p):
    """By enumeration: exact binomial probabilities of all outcomes whose interval holds p."""
    q = z("0.95") ** 2
    share, total = F(p), F(0)
    probability = (1 - share) ** n
    ratio = share / (1 - share)
    for k in range(n + 1):
        centre = Decimal(k) / n - Decimal(share.numerator) / Decimal(share.denominator)
        if centre * centre <= q * Decimal(share.numerator) / Decimal(share.denominator) * (1 - Decimal(share.numerator) / Decimal(share.denominator)) / n:
            total += probability
        probability = probability * ratio * (n - k) / (k + 1)
    return float(total)


def mcnemar(b, c):
    n, k = b + c, min(b, c)
    return float(min(F(1), 2 * F(sum(math.comb(n, i) for i in range(k + 1)), 2 ** n)))


def holm(ps):
    """Adjusted p of each: the largest over all smaller-or-equal ones of (how many are not smaller) times p."""
    result = []
    for p in ps:
        best = F(0)
        for q in ps:
            if q <= p:
                best = max(best, q * sum(1 for r in ps if r >= q))
        result.append(float(min(F(1), best)))
    return result


def student_cdf(t, df):
    """Student's t for whole degrees of freedom, by its finite sums (Abramowitz and Stegun 26.7.3, 26.7.4)."""
    theta = math.atan(t / math.sqrt(df))
    if df % 2:
        inner, term = 0.0, math.cos(theta)
        for i in range(1, (df - 1) // 2 + 1):
            inner += term
            term *= math.cos(theta) ** 2 * (2 * i) / (2 * i + 1)
        a = 2 / math.pi * (theta + (math.sin(theta) * inner if df > 1 else 0))
    else:
        inner, term = 0.0, 1.0
        for i in range(1, df // 2 + 1):
            inner += term
            term *= math.cos(theta) ** 2 * (2 * i - 1) / (2 * i)
        a = math.sin(theta) * inner
    return 0.5 + a / 2


def student_quantile(p, df):
    low, high = 0.0, 1000.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if student_cdf(middle, df) < p else (low, middle)
    return (low + high) / 2


def clustered(values, clusters):
    """Mean and standard error by the double sum over all pairs of items in one cluster."""
    n, names = len(values), sorted(set(clusters))
    mean = F(sum(F(v) for v in values)) / n
    meat = sum((F(values[i]) - mean) * (F(values[j]) - mean) for i in range(n) for j in range(n) if clusters[i] == clusters[j])
    variance = meat * len(names) / (len(names) - 1) / n / n
    error = float((Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt())
    t = student_quantile(0.975, len(names) - 1)
    return float(mean), error, float(mean) - t * error, float(mean) + t * error


def alpha(units, level):
    """Krippendorff's alpha by its definition: mean distance of pairs within units over mean distance of all pairs."""
    units = [[F(r) for r in unit if r is not None] for unit in units]
    units = [unit for unit in units if len(unit) > 1]
    everything = [r for unit in units for r in unit]
    counts = {v: everything.count(v) for v in set(everything)}

    def distance(a, b):
        if level == "nominal":
            return F(int(a != b))
        if level == "interval":
            return (a - b) ** 2
        low, high = min(a, b), max(a, b)
        return (sum(F(n) for v, n in counts.items() if low <= v <= high) - F(counts[a] + counts[b], 2)) ** 2

    n = len(everything)
    observed = sum(sum(distance(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units) / n
    expected = sum(distance(a, b) for a, b in permutations(everything, 2)) / (n * (n - 1))
    return float(1 - observed / expected)


def fleiss(units):
    """By pairs of raters: the chance that two ratings of a unit agree against that of two drawn from all."""
    raters = sum(units[0])
    agree = sum(F(sum(math.comb(c, 2) for c in unit), math.comb(raters, 2)) for unit in units) / len(units)
    chance = sum(F(sum(unit[j] for unit in units), raters * len(units)) ** 2 for j in range(len(units[0])))
    return float((agree - chance) / (1 - chance))


def cohen(first, second):
    n = len(first)
    agree = F(sum(a == b for a, b in zip(first, second)), n)
    chance = sum(F(first.count(c) * second.count(c), n * n) for c in set(first) | set(second))
    return float((agree - chance) / (1 - chance))


def detectable(n, discordance):
    """From n = (z_a sqrt(psi) + z_b sqrt(psi - d^2))^2 / d^2."""
    za, zb, psi = z("0.95"), bisect(normal_cdf, Decimal("0.8"), 0, 7), Decimal(discordance)
    needed = lambda d: (za * psi.sqrt() + zb * (psi - d * d).sqrt()) ** 2 / (d * d)
    low, high = Decimal("1e-9"), psi
    if needed(high) > n:
        return None
    for _ in range(160):
        middle = (low + high) / 2
        low, high = (middle, high) if needed(middle) > n else (low, middle)
    return float(low)


def main():
    draw = random.Random(7)
    counts = [(0, 20), (1, 29), (15, 148), (81, 263), (20, 20), (1, 1), (0, 1), (500, 1000), (987, 1273), (40000, 100000), (3, 103)]
    random_counts = [(draw.randint(0, n), n) for n in (draw.randint(1, 5000) for _ in range(40))]
    units = [[draw.choice([1, 2, 3, 4, 5, None, draw.randint(2, 4)]) for _ in range(draw.randint(2, 5))] for _ in range(40)]
    tables = [[draw.randint(0, 3) for _ in range(4)] for _ in range(30)]
    tables = [[a, b, c, 9 - a - b - c] for a, b, c, _ in tables]
    raters = [[draw.choice("xyz") for _ in range(60)] for _ in range(2)]
    values = [draw.choice([0, 1, 1]) for _ in range(90)]
    clusters = [f"v{draw.randint(1, 25)}" for _ in values]
    mean, error, low, high = clustered(values, clusters)
    pairs = [(0, 0), (1, 0), (5, 1), (10, 10), (121, 59), (3, 17), (86, 150), (400, 330), (5000, 5200), (0, 12)]
    families = [[0.01, 0.04, 0.03, 0.005], [0.02, 0.02, 0.5], [0.9], [0.0001, 0.01, 0.2, 0.9, 0.04, 0.011]]
    json.dump({
        "wilson": [[k, n, c, *map(float, wilson(k, n, c))] for k, n in counts + random_counts for c in ("0.95", "0.99")],
        "coverage": [[n, p, coverage(n, p)] for n in (7, 50, 103, 400) for p in ("1/50", "1/10", "3/10", "1/2", "49/50")],
        "mcnemar": [[b, c, mcnemar(b, c)] for b, c in pairs],
        "holm": [[family, holm([F(str(p)) for p in family])] for family in families],
        "normal": [[p, float(bisect(normal_cdf, Decimal(p), -7, 7))] for p in ("0.5", "0.6", "0.9", "0.975", "0.995", "0.999", "0.025", "0.0001", "0.999999")],
        "student": [[p, df, student_quantile(p, df)] for p in (0.6, 0.9, 0.975, 0.995) for df in (1, 2, 3, 7, 24, 99, 100, 500)],
        "clustered": {"values": values, "clusters": clusters, "mean": mean, "error": error, "low": low, "high": high},
        "alpha": {"units": units, **{level: alpha(units, level) for level in ("nominal", "ordinal", "interval")}},
        "fleiss": {"units": tables, "kappa": fleiss(tables)},
        "cohen": {"first": raters[0], "second": raters[1], "kappa": cohen(*raters)},
        "detectable": [[n, d, detectable(n, d)] for n in (20, 103, 308, 1273, 4183) for d in ("0.1", "0.3", "0.5")],
    }, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
