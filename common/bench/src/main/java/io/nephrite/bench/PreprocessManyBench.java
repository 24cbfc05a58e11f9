package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Many small cases one after another in one process: neither the cost of a case nor the resident set may grow. The
 * first fifth, in which the process warms up, is not compared.
 */
public final class PreprocessManyBench implements Benchmark {
    private static final int CASES = 1000;
    private static final double GOAL = 1.1;

    @Override
    public String name() {
        return "preprocess-many";
    }

    @Override
    public String summary() {
        return "small cases one after another, flat cost and memory; [CASES], 1000 by default";
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        int cases = run.number(CASES);
        if (cases < 2 * PreprocessWork.PARTS) {
            throw new UsageException("at least " + 2 * PreprocessWork.PARTS + " cases");
        }
        run.progress().accept(cases + " cases");
        Path image = run.scratch().resolve("image.nii.gz");
        Path label = run.scratch().resolve("label.nii.gz");
        PreprocessBench.inProcess("make-small", "-Xmx256m", image.toString(), label.toString());
        Path parameters = run.scratch().resolve("parameters.json");
        PreprocessBench.writeParameters(parameters, image);
        List<JsonNode> parts = PreprocessBench.inProcess(
                "many",
                "-Xmx256m",
                image.toString(),
                label.toString(),
                parameters.toString(),
                Integer.toString(run.threads()),
                Integer.toString(cases),
                run.scratch().toString());
        int fifth = parts.size() / 5;
        List<JsonNode> early = parts.subList(fifth, 2 * fifth);
        List<JsonNode> late = parts.subList(parts.size() - fifth, parts.size());
        ToDoubleFunction<JsonNode> cpu =
                part -> part.path("cpu_s").asDouble() / part.path("cases").asInt() * 1e3;
        ToDoubleFunction<JsonNode> rss = part -> part.path("peak_rss_mib").asDouble();
        return List.of(
                Comparison.of(
                                "CPU per case, last fifth of " + cases + " against the second",
                                "ms",
                                mean(late, cpu),
                                mean(early, cpu))
                        .withGoal(GOAL),
                Comparison.of(
                                "resident set, last fifth of " + cases + " against the second",
                                "MiB",
                                mean(late, rss),
                                mean(early, rss))
                        .withGoal(GOAL));
    }

    private static double mean(List<JsonNode> parts, ToDoubleFunction<JsonNode> figure) {
        return parts.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }
}
