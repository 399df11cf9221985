namespace MedReason.Verification;

/// <summary>What kinds of statement the words between two entities make.</summary>
[Flags]
internal enum RelationSense
{
    None = 0,
    Treats = 1,
    Avoids = 2,
    Causes = 4,
    Presents = 8,
    ActsOn = 16,
    Raises = 32,
    Lowers = 64,
    Expresses = 128,
    Metabolizes = 256,
    Transports = 512,
    Involves = 1024,
    KindOf = 2048,
    PartOf = 4096,
    Resembles = 8192,
    Interacts = 16384,
    Regulates = 32768,
    Prevents = 65536,
    Covaries = 131072,

    /// <summary>Some bond that the words leave open: weaker than any other, and at odds with none.</summary>
    Associated = 262144,
}
