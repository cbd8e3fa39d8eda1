namespace CudaMlp.Numerics;

/// <summary>What the GEMM wants of one width of vectors: the tile is written once over this.</summary>
internal unsafe interface ISimd<TVector, T>
    where TVector : unmanaged
    where T : unmanaged
{
    /// <summary>Elements in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of the tallest tile whose accumulators, two vectors a row, stay in registers.</summary>
    static abstract int MaxRows { get; }

    static abstract TVector Load(T* source);

    static abstract TVector Load(T* source, int lanes);

    static abstract void Store(TVector value, T* destination);

    static abstract void Store(TVector value, T* destination, int lanes);

    /// <summary>All ones in the first lanes, for <see cref="LoadMasked"/> and <see cref="StoreMasked"/>.</summary>
    static abstract TVector Mask(int lanes);

    static abstract TVector LoadMasked(T* source, TVector mask);

    static abstract void StoreMasked(TVector value, T* destination, TVector mask);

    static abstract TVector Broadcast(T value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Apply<TEpilogue>(ref TEpilogue epilogue, TVector value, int row, int column, int lanes)
        where TEpilogue : unmanaged, IGemmEpilogue;
}
