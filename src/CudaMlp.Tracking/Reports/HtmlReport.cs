using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CudaMlp.Pictures;
using CudaMlp.Tracking.Runs;

namespace CudaMlp.Tracking.Reports;

/// <summary>A run on one self-contained page: nothing is loaded from elsewhere, pictures are embedded, and it can be mailed or kept.</summary>
public static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1240px; padding: 0 1rem; }
        h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.2rem; margin-top: 2rem; }
        .facts { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; padding: 0; list-style: none; }
        .facts li { border: 1px solid #8886; border-radius: 8px; padding: .5rem 1rem; }
        .facts b { display: block; font-size: 1.4rem; }
        table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem 1rem .2rem 0; border-bottom: 1px solid #8883; vertical-align: top; overflow-wrap: anywhere; }
        img { max-width: 100%; background: white; border-radius: 8px; }
        pre { overflow-x: auto; background: #8881; padding: 1rem; border-radius: 8px; }
        .advice { border-left: 4px solid #0072B2; padding-left: 1rem; }
        """;

    /// <param name="run">Its record and metrics.</param>
    /// <param name="pictures">A heading and a drawing each.</param>
    /// <param name="classificationReport">Text of the classification report, or null.</param>
    /// <param name="advice">Plain words on how the training went; may be empty.</param>
    public static string Write(RunSummary run, IReadOnlyList<(string Heading, Picture Picture)> pictures, string? classificationReport, IReadOnlyList<string> advice)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append($"<title>{Text(run.Name)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n");
        html.Append($"<h1>{Text(run.Name)}</h1>\n<p>{Text(run.Data)}, {Text(run.Architecture)}, {Text(run.Status)}{(run.StartedAt is { } start ? ", started " + Text(start.ToString("yyyy-MM-dd HH:mm")) : "")}{(run.Seconds is { } s ? $", {s:0.0} s" : "")}</p>\n");
        html.Append("<ul class=\"facts\">\n");
        foreach (var (name, value) in run.Metrics.Where(m => m.Key is "test_accuracy" or "val_accuracy" or "accuracy" or "test_loss" or "val_loss" or "loss" or "test_f1_macro" or "test_r2" or "test_rmse"))
            html.Append($"<li>{Text(name.Replace('_', ' '))}<b>{(name.EndsWith("accuracy", StringComparison.Ordinal) ? $"{value * 100:0.00} %" : $"{value:0.####}")}</b></li>\n");
        html.Append("</ul>\n");
        if (advice.Count > 0)
            html.Append($"<div class=\"advice\">{string.Concat(advice.Select(a => $"<p>{Text(a)}</p>\n"))}</div>\n");
        foreach (var (heading, picture) in pictures)
            html.Append($"<h2>{Text(heading)}</h2>\n<img alt=\"{Text(heading)}\" width=\"{picture.Width}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(picture.ToSvg())}\">\n");
        if (classificationReport is not null)
            html.Append($"<h2>Classification report</h2>\n<pre>{Text(classificationReport)}</pre>\n");
        foreach (var (heading, key) in new[] { ("Metrics", "metrics"), ("Parameters", "parameters"), ("Model", "model"), ("Data", "data"), ("Device", "device"), ("Code", "code"), ("Environment", "environment") })
        {
            if (run.Record[key] is JsonObject { Count: > 0 } section)
                html.Append($"<h2>{heading}</h2>\n{Table(section)}");
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static string Table(JsonObject section)
    {
        var html = new StringBuilder("<table>\n");
        foreach (var (name, value) in section.Where(p => p.Value is not null))
            html.Append($"<tr><th>{Text(name)}</th><td>{Text(value!.ToString())}</td></tr>\n");
        return html.Append("</table>\n").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
