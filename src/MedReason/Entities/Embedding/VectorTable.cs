using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MedReason.Entities;

/// <summary>Unit vectors in one flat array, and the exact nearest of them to a query.</summary>
/// <remarks>
/// A scan over all vectors is bound by memory, so it runs over 8-bit codes of them first. How far a code can lie from its vector is known, therefore so
/// is how far below the n-th best estimate a vector may lie and still be among the n best: all of those are measured exactly. The result is that of a
/// scan over the floats.
/// </remarks>
internal sealed class VectorTable
{
    private const int Largest = sbyte.MaxValue;
    private readonly float[] _vectors;
    private readonly sbyte[] _codes;
    private readonly float[] _scales;
    private readonly int _dimensions;
    private readonly int _padded;
    private readonly float _largestError;

    public VectorTable(float[] vectors, int dimensions)
    {
        _vectors = vectors;
        _dimensions = dimensions;
        _padded = (dimensions + Vector256<short>.Count - 1) / Vector256<short>.Count * Vector256<short>.Count;
        Count = vectors.Length / dimensions;
        _codes = new sbyte[(long)Count * _padded];
        _scales = new float[Count];
        for (int row = 0; row < Count; row++)
        {
            (_scales[row], float error) = Encode(GetVector(row), _codes.AsSpan(row * _padded, dimensions));
            _largestError = Math.Max(_largestError, error);
        }
    }

    public int Count { get; }

    public float[] Vectors => _vectors;

    public ReadOnlySpan<float> GetVector(int row) => _vectors.AsSpan(row * _dimensions, _dimensions);

    /// <summary>The cosine in double precision, summed in order: the same on every machine.</summary>
    public double Cosine(int row, ReadOnlySpan<float> query)
    {
        ReadOnlySpan<float> vector = GetVector(row);
        double sum = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            sum += (double)vector[i] * query[i];
        }

        return sum;
    }

    /// <summary>Writes the rows of the nearest vectors, nearest first, ties by row.</summary>
    /// <param name="query">A unit vector.</param>
    /// <param name="isAllowed">By row's group, which may be found; empty for all.</param>
    /// <param name="groups">The group of each row.</param>
    /// <param name="nearest">As many as are wanted.</param>
    /// <returns>How many were found.</returns>
    public int FindNearest(ReadOnlySpan<float> query, ReadOnlySpan<bool> isAllowed, ReadOnlySpan<int> groups, Span<int> nearest)
    {
        if (nearest.Length == 0 || Count == 0)
        {
            return 0;
        }

        float[] estimates = ArrayPool<float>.Shared.Rent(Count);
        try
        {
            float margin = Estimate(query, estimates.AsSpan(0, Count));
            float threshold = NthLargest(estimates.AsSpan(0, Count), isAllowed, groups, nearest.Length) - (2 * margin);
            var measured = new List<(float Score, int Row)>();
            for (int row = 0; row < Count; row++)
            {
                if (estimates[row] >= threshold && (isAllowed.IsEmpty || isAllowed[groups[row]]))
                {
                    measured.Add((TensorPrimitives.Dot(GetVector(row), query), row));
                }
            }

            measured.Sort(static (left, right) => left.Score != right.Score ? right.Score.CompareTo(left.Score) : left.Row.CompareTo(right.Row));
            int found = Math.Min(nearest.Length, measured.Count);
            for (int i = 0; i < found; i++)
            {
                nearest[i] = measured[i].Row;
            }

            return found;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(estimates);
        }
    }

    /// <summary>Estimates each row's dot product and returns the maximum error of an estimate.</summary>
    private float Estimate(ReadOnlySpan<float> query, Span<float> estimates)
    {
        sbyte[] code = new sbyte[_padded];
        (float scale, float error) = Encode(query, code);
        short[] wide = new short[_padded];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = code[i];
        }

        ReadOnlySpan<sbyte> codes = _codes;
        for (int row = 0; row < Count; row++)
        {
            estimates[row] = scale * _scales[row] * Dot(codes.Slice(row * _padded, _padded), wide);
        }

        // q·v - q'·v' = q·(v - v') + (q - q')·v', and a little for the rounding of the floats themselves.
        return _largestError + (error * (1 + _largestError)) + 1e-5f;
    }

    private static int Dot(ReadOnlySpan<sbyte> code, ReadOnlySpan<short> query)
    {
        ref sbyte left = ref MemoryMarshal.GetReference(code);
        ref short right = ref MemoryMarshal.GetReference(query);
        Vector256<int> sum = Vector256<int>.Zero;
        if (Avx2.IsSupported)
        {
            for (nuint i = 0; i < (nuint)code.Length; i += (nuint)Vector256<short>.Count)
            {
                sum += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref left, i)), Vector256.LoadUnsafe(ref right, i));
            }
        }
        else
        {
            for (nuint i = 0; i < (nuint)code.Length; i += (nuint)Vector256<short>.Count)
            {
                (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.LoadUnsafe(ref left, i));
                (Vector256<int> first, Vector256<int> second) = Vector256.Widen(Vector256.Create(low, high) * Vector256.LoadUnsafe(ref right, i));
                sum += first + second;
            }
        }

        return Vector256.Sum(sum);
    }

    private static float NthLargest(ReadOnlySpan<float> values, ReadOnlySpan<bool> isAllowed, ReadOnlySpan<int> groups, int n)
    {
        var smallestOfBest = new PriorityQueue<int, float>(n);
        float bar = float.NegativeInfinity;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] <= bar || (!isAllowed.IsEmpty && !isAllowed[groups[i]]))
            {
                continue;
            }

            if (smallestOfBest.Count < n)
            {
                smallestOfBest.Enqueue(i, values[i]);
            }
            else
            {
                smallestOfBest.DequeueEnqueue(i, values[i]);
            }

            if (smallestOfBest.Count == n)
            {
                smallestOfBest.TryPeek(out _, out bar);
            }
        }

        return bar;
    }

    private static (float Scale, float Error) Encode(ReadOnlySpan<float> vector, Span<sbyte> code)
    {
        float scale = TensorPrimitives.MaxMagnitude(vector);
        scale = MathF.Abs(scale) / Largest;
        double error = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            code[i] = scale > 0 ? (sbyte)MathF.Round(vector[i] / scale) : (sbyte)0;
            double miss = vector[i] - (scale * code[i]);
            error += miss * miss;
        }

        return (scale, (float)Math.Sqrt(error));
    }
}
