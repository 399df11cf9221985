namespace MedReason.Evaluation;

/// <summary>The distributions that the intervals and tests need, to about fourteen digits.</summary>
internal static class Distributions
{
    private const int MostTerms = 500;
    private const double Tiny = 1e-300;

    /// <summary>
    /// The value that a standard normal variable stays below with a probability: Wichura's algorithm AS 241 (Applied Statistics 37, 1988), PPND16.
    /// </summary>
    /// <param name="probability">More than 0 and less than 1.</param>
    public static double NormalQuantile(double probability)
    {
        double q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double r = 0.180625 - (q * q);
            return q * Ratio(r,
                [3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4, 4.5921953931549871457e+4,
                    6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3],
                [1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3, 2.1213794301586595867e+4, 3.9307895800092710610e+4,
                    2.8729085735721942674e+4, 5.2264952788528545610e+3]);
        }

        double tail = Math.Sqrt(-Math.Log(q < 0 ? probability : 1 - probability));
        double value = tail <= 5
            ? Ratio(tail - 1.6,
                [1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0, 1.27045825245236838258e0,
                    2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4],
                [1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
                    5.47593808499534494600e-4, 1.05075007164441684324e-9])
            : Ratio(tail - 5,
                [6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1, 2.65321895265761230930e-2,
                    1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7],
                [1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
                    1.42151175831644588870e-7, 2.04426310338993978564e-15]);
        return q < 0 ? -value : value;
    }

    /// <summary>The value that Student's t stays below with a probability.</summary>
    /// <param name="probability">More than 0 and less than 1.</param>
    /// <param name="degrees">Degrees of freedom, 1 or more.</param>
    public static double StudentQuantile(double probability, double degrees)
    {
        if (probability < 0.5)
        {
            return -StudentQuantile(1 - probability, degrees);
        }

        double low = 0;
        double high = 1;
        while (StudentCumulative(high, degrees) < probability)
        {
            (low, high) = (high, high * 2);
        }

        while (high - low > 1e-15 * high)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                break;
            }

            (low, high) = StudentCumulative(middle, degrees) < probability ? (middle, high) : (low, middle);
        }

        return low + ((high - low) / 2);
    }

    /// <summary>The probability that Student's t is at most a value.</summary>
    public static double StudentCumulative(double value, double degrees)
    {
        double tail = 0.5 * IncompleteBeta(degrees / (degrees + (value * value)), degrees / 2, 0.5);
        return value < 0 ? tail : 1 - tail;
    }

    /// <summary>
    /// Returns the probability of a number of successes in a number of trials: Loader's saddle-point form (2000), exact to the last digits where products of
    /// factorials are not.
    /// </summary>
    public static double BinomialMass(long successes, long count, double probability)
    {
        if (successes < 0 || successes > count)
        {
            return 0;
        }

        if (probability is 0 or 1)
        {
            return successes == (probability == 0 ? 0 : count) ? 1 : 0;
        }

        if (successes == 0)
        {
            return Math.Exp(count * LogOnePlus(-probability));
        }

        if (successes == count)
        {
            return Math.Exp(count * Math.Log(probability));
        }

        long failures = count - successes;
        double exponent = StirlingError(count) - StirlingError(successes) - StirlingError(failures) - Deviance(successes, count * probability) - Deviance(
            failures, count * (1 - probability));
        return Math.Exp(exponent) * Math.Sqrt(count / (2 * Math.PI * successes * (double)failures));
    }

    /// <summary>Returns the probability of at most the given number of successes.</summary>
    public static double BinomialCumulative(long successes, long count, double probability)
    {
        double sum = 0;
        for (long k = 0; k <= Math.Min(successes, count); k++)
        {
            sum += BinomialMass(k, count, probability);
        }

        return Math.Min(1, sum);
    }

    private static double Ratio(double x, ReadOnlySpan<double> above, ReadOnlySpan<double> below)
    {
        double numerator = 0;
        double denominator = 0;
        for (int i = above.Length - 1; i >= 0; i--)
        {
            numerator = (numerator * x) + above[i];
            denominator = (denominator * x) + below[i];
        }

        return numerator / denominator;
    }

    /// <summary>ln(1 + x), exact for small x.</summary>
    private static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>ln(n!) less Stirling's formula.</summary>
    private static double StirlingError(double n)
    {
        if (n <= 15)
        {
            double factorial = 1;
            for (int i = 2; i <= n; i++)
            {
                factorial *= i;
            }

            return Math.Log(factorial) - ((n + 0.5) * Math.Log(n)) + n - (0.5 * Math.Log(2 * Math.PI));
        }

        double square = n * n;
        return ((1.0 / 12) - (((1.0 / 360) - (((1.0 / 1260) - (((1.0 / 1680) - (1.0 / 1188 / square)) / square)) / square)) / square)) / n;
    }

    /// <summary>x ln(x / mean) + mean - x, exact near the mean.</summary>
    private static double Deviance(double x, double mean)
    {
        if (Math.Abs(x - mean) >= 0.1 * (x + mean))
        {
            return (x * Math.Log(x / mean)) + mean - x;
        }

        double v = (x - mean) / (x + mean);
        double sum = (x - mean) * v;
        double term = 2 * x * v;
        for (int j = 1; j < MostTerms; j++)
        {
            term *= v * v;
            double next = sum + (term / ((2 * j) + 1));
            if (next == sum)
            {
                break;
            }

            sum = next;
        }

        return sum;
    }

    /// <summary>The regularised incomplete beta function by its continued fraction (Lentz).</summary>
    private static double IncompleteBeta(double x, double a, double b)
    {
        if (x <= 0 || x >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        if (x > (a + 1) / (a + b + 2))
        {
            return 1 - IncompleteBeta(1 - x, b, a);
        }

        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * LogOnePlus(-x))) / a;
        double c = 1;
        double d = 1 - ((a + b) * x / (a + 1));
        d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
        double fraction = d;
        for (int m = 1; m <= MostTerms; m++)
        {
            fraction *= Step(m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m))), ref c, ref d);
            double change = Step(-(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1)), ref c, ref d);
            fraction *= change;
            if (Math.Abs(change - 1) < 1e-16)
            {
                break;
            }
        }

        return front * fraction;

        static double Step(double numerator, ref double c, ref double d)
        {
            d = 1 + (numerator * d);
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = 1 + (numerator / c);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            return c * d;
        }
    }

    private static double LogGamma(double x)
    {
        // Upwards until Stirling's series holds to the last digits.
        double shift = 0;
        while (x < 20)
        {
            shift -= Math.Log(x);
            x++;
        }

        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + StirlingError(x);
    }
}
