using System.Text;
using CudaMlp.Cli.Options;

namespace CudaMlp.Cli.Output;

/// <summary>What --help prints. The start page is plain text, so that it is there at once; a command's page is made from its options.</summary>
internal static class HelpText
{
    public const string Root = """
        cudamlp trains multilayer perceptrons on the CPU, on a CUDA GPU, or on an emulated one.

        cudamlp train [DATA] [FLAGS]       train a model; without anything: MNIST with the defaults
        cudamlp evaluate MODEL [DATA]      loss, accuracy and a report of every class
        cudamlp predict MODEL INPUT        classes and probabilities of new rows
        cudamlp explore [DATA]             shapes, classes and ranges of data, and the size of a model, before training
        cudamlp compare [DATA] [FLAGS]     several trainings, one table and one picture
        cudamlp runs list|show|compare|delete|sync    the runs there are, side by side
        cudamlp export MODEL --out FILE    as ONNX or safetensors
        cudamlp import MODEL WEIGHTS       the weights of a safetensors file in a model
        cudamlp bench gemm|epoch|step      how fast this machine is
        cudamlp diagnose                   what this machine offers, and what is missing
        cudamlp COMMAND --help             the flags of a command, with examples

        Start with:
          cudamlp train mnist
          cudamlp train mnist --hidden 256,128 --epochs 10 --out runs/wide
          cudamlp evaluate runs/wide/model.cudamlp
          cudamlp predict runs/wide/model.cudamlp data/mnist/t10k-images-idx3-ubyte.gz --top 3

        Exit codes: 0 done, 1 it failed (one line on stderr says why), 2 wrong usage, 130 interrupted.

        """;

    private const int Width = 118;

    private const int Indent = 40;

    private static readonly Dictionary<string, (Type Options, string Text)> Pages = new()
    {
        ["train"] = (typeof(TrainOptions), """
            cudamlp train [DATA] [FLAGS]

            Trains a network and saves it in a folder of its own: model.cudamlp, run.json, metrics.jsonl, config.json and
            report.html with its pictures.

              cudamlp train                                          MNIST, 784-128-64-10, Adam, 5 epochs
              cudamlp train mnist --hidden 512 --optimizer rmsprop --batch-size 128
              cudamlp train synthetic --samples 50000 --noise-scale 4
              cudamlp train flowers.csv --target species             a table; --task regression for numbers
              cudamlp train pictures/ --image-size 32x32 --channels rgb    one sub-folder a class
              cudamlp train data.npz                                 x_train, y_train, x_test, y_test
              cudamlp train --data my/folder --validation-split 0.2 --early-stopping 3 --restore-best --epochs 50
              cudamlp train mnist --schedule cosine --warmup 0.5 --optimizer adamw --weight-decay 0.05
              cudamlp train --resume runs/20260101-120000-mnist      go on where a run stopped
              cudamlp train --config runs/20260101-120000-mnist/config.json --out again    repeat it to the bit

            A flag that has no meaning for the data is refused, such as --target for images.
            A trained model in --out is never overwritten unasked: --resume goes on with it, --overwrite starts anew.
            Ctrl-C once ends the batch and saves; twice ends at once.
            """),
        ["evaluate"] = (typeof(EvaluateOptions), """
            cudamlp evaluate MODEL [DATA] [FLAGS]

            Loss, accuracy and a report of every class on data with labels; errors and R² of a regression. MODEL is a
            model.cudamlp or a run's folder. Without DATA: the test part of the data the run was trained on; where it has none,
            its validation part, or else what it was trained on.

              cudamlp evaluate runs/wide
              cudamlp evaluate model.cudamlp data/mnist --json
            """),
        ["predict"] = (typeof(PredictOptions), """
            cudamlp predict MODEL INPUT [FLAGS]

            The class of every row of INPUT with its probability. MODEL is a model.cudamlp or a run's folder; INPUT is what the
            model was trained on, without labels: an idx file, images or folders of them, a table, a .npy or .npz file; "-" reads
            a table from standard input, as does the name of a pipe. Of images the file stands first in every row, relative to the
            folder where one is named.

              cudamlp predict runs/wide data/mnist/t10k-images-idx3-ubyte.gz --limit 5 --top 3
              cudamlp predict runs/flowers a.jpg b.jpg --format json
              cudamlp predict runs/prices - --format csv < new.csv > prices.csv
            """),
        ["explore"] = (typeof(ExploreOptions), """
            cudamlp explore [DATA] [FLAGS]

            Shapes, class balance and ranges of data, and parameters and memory of a model, before anything is trained. DATA and
            its flags are those of train.

              cudamlp explore mnist --picture runs/samples.png --hidden 256,128
              cudamlp explore houses.csv --target price --json
            """),
        ["compare"] = (typeof(TrainOptions), """
            cudamlp compare [DATA] [FLAGS]

            Several trainings, one after the other, that end in a table and a picture. A flag that is given more than once is
            varied, and every combination is run; --run "FLAGS" adds one run by itself; --sweep FILE takes lists from a JSON file.
            Called again with the same --out it does only what is missing.

              cudamlp compare classic                                  the three classic networks on MNIST, 10 epochs
              cudamlp compare mnist --hidden 128 --hidden 256,128 --activation relu --activation tanh
              cudamlp compare mnist --optimizer sgd --optimizer adam --optimizer rmsprop --epochs 3 --out runs/optimizers
              cudamlp compare mnist --run "--hidden 32" --run "--hidden 512 --dropout 0.3"

            Besides --run and --sweep it takes every flag of train but --resume and --overwrite:
            """),
        ["runs"] = (typeof(RunsOptions), """
            cudamlp runs list | show RUN | compare RUN RUN… | delete RUN… | sync RUN…

            A run is named by its name below runs/ (or --folder), or by its folder. sync sends what an MLflow server has not got
            yet. A run is running, finished, interrupted or failed, or killed: its process is gone and said nothing more.

              cudamlp runs list
              cudamlp runs compare 20260101-120000-mnist runs/wide --out curves.png
            """),
        ["export"] = (typeof(ExportOptions), """
            cudamlp export MODEL --out FILE [--format onnx|safetensors|weights]

            The model for other programs: ONNX with preprocessing and softmax in the graph, safetensors with PyTorch's names and
            shapes (the layers alone: what is done to features and targets is not in it), or the weights alone in a file of ours.

              cudamlp export runs/wide --out wide.onnx
              cudamlp export runs/wide --out wide.safetensors
            """),
        ["import"] = (typeof(ImportOptions), """
            cudamlp import MODEL WEIGHTS.safetensors --out FILE

            A model of the same network with the weights of a safetensors file, such as PyTorch writes.

              cudamlp import runs/wide wide.safetensors --out imported.cudamlp
            """),
        ["bench"] = (typeof(BenchOptions), """
            cudamlp bench gemm | epoch | step [FLAGS]

            How fast this machine multiplies matrices (beside OpenBLAS, where it is installed), trains an epoch, or runs a step
            and its ops. The network and the data are those of train's flags. Without --epochs, epoch measures five and step
            three; on the emulator step always counts one.

              cudamlp bench gemm --threads 1 --json
              cudamlp bench epoch --hidden 2048,2048 --batch-size 512 --epochs 3
              cudamlp bench step --precision mixed
              cudamlp bench step --device emulator --trace step.json      what a profiler counts, kernel by kernel
            """),
        ["diagnose"] = (typeof(DiagnoseOptions), """
            cudamlp diagnose [FLAGS]

            What this machine offers to train on, what is missing, and what to do about it. The exit code is 0 whatever is
            missing; it is 1 where a kernel does not compute what it should, or --device cuda finds no GPU.

              cudamlp diagnose
              cudamlp diagnose --device emulator                     runs every kernel on the emulated GPU, even where there is a real one
              cudamlp diagnose --json
            """),
    };

    public static string Of(string verb)
    {
        if (!Pages.TryGetValue(verb, out var page))
            return Root;
        var text = new StringBuilder(page.Text).Append("\n\n");
        foreach (var (option, _) in OptionTable.Of(page.Options))
            Append(text, $"  --{option.LongName} {option.MetaValue}".TrimEnd(), option.HelpText);
        return text.ToString();
    }

    /// <summary>A flag in the left column, its text wrapped in the right one.</summary>
    private static void Append(StringBuilder text, string flag, string help)
    {
        var line = new StringBuilder(flag);
        if (flag.Length >= Indent - 1)
            line = Break(text, line);
        line.Append(' ', Indent - line.Length);
        foreach (var word in help.Split(' '))
        {
            if (line.Length + word.Length > Width)
            {
                line = Break(text, line);
                line.Append(' ', Indent);
            }

            line.Append(word).Append(' ');
        }

        Break(text, line);
    }

    private static StringBuilder Break(StringBuilder text, StringBuilder line)
    {
        text.Append(line.ToString().TrimEnd()).Append('\n');
        return new StringBuilder();
    }
}
