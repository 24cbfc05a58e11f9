package io.nephrite.bench;

import io.nephrite.core.geometry.Shape3;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@link PreprocessKernels} by JMH: the time of each, and how many times a copy of the same bytes that is. */
public final class KernelBench implements Benchmark {
    @Override
    public String name() {
        return "kernels";
    }

    @Override
    public String summary() {
        return "the kernels of preprocessing by JMH, against the machine's memory bandwidth";
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        run.progress().accept("a minute and a half");
        Map<String, Double> millis = new LinkedHashMap<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(PreprocessKernels.class.getName())
                        .param("threads", Integer.toString(run.threads()))
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run()) {
            millis.put(
                    result.getPrimaryResult().getLabel(),
                    result.getPrimaryResult().getScore());
        }
        Map<String, Double> bytes = leastBytes();
        double bytesPerMilli = bytes.get("copy") / millis.get("copy");
        List<Comparison> table = new ArrayList<>();
        table.add(Comparison.of("copy, one thread", "GB/s", bytesPerMilli / 1e6));
        bytes.forEach((kernel, least) -> {
            table.add(Comparison.of(kernel, "ms", millis.get(kernel)));
            table.add(Comparison.of(
                    kernel + " by the time of a copy of its bytes", "", millis.get(kernel) * bytesPerMilli / least));
        });
        return table;
    }

    /** What each kernel must read and write if it touches each voxel once; with two passes what lies between, too. */
    private static Map<String, Double> leastBytes() {
        Shape3 from = PreprocessKernels.SHAPE;
        Shape3 to = PreprocessKernels.shrunk();
        Shape3 recipe = PreprocessKernels.recipe();
        double n = from.voxels();
        Map<String, Double> bytes = new LinkedHashMap<>();
        bytes.put("copy", 8 * n);
        bytes.put("transpose", 8 * n);
        bytes.put("crop", 4 * n);
        bytes.put("splineOrder3", 4 * (n + 2.0 * from.z() * to.y() * to.x() + to.voxels()));
        bytes.put("labelOrder1", n + to.voxels());
        bytes.put("itkBspline", 4 * (n + 2.0 * from.z() * recipe.y() * recipe.x() + recipe.voxels()));
        bytes.put("exportedClasses", 4.0 * PreprocessKernels.CLASSES * to.voxels() + n);
        return bytes;
    }
}
