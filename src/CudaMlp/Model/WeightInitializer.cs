namespace CudaMlp.Model;

/// <summary>How the weights of a layer start. Biases start at 0.</summary>
public enum WeightInitializer
{
    /// <summary>He for ReLU and leaky ReLU and GELU, Glorot otherwise: the field's usual choice.</summary>
    Auto,

    /// <summary>U(-l, l) with l = √(6 / fan_in) (He et al. 2015).</summary>
    HeUniform,

    /// <summary>N(0, 2 / fan_in).</summary>
    HeNormal,

    /// <summary>U(-l, l) with l = √(6 / (fan_in + fan_out)) (Glorot and Bengio 2010).</summary>
    GlorotUniform,

    /// <summary>N(0, 2 / (fan_in + fan_out)).</summary>
    GlorotNormal,

    /// <summary>U(-l, l) with l = √(3 / fan_in) (LeCun et al. 1998).</summary>
    LeCunUniform,

    /// <summary>N(0, 1 / fan_in).</summary>
    LeCunNormal,
}
