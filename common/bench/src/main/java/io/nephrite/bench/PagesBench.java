package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The speed of the page of a running eval-service: its first page, the slices of a case of KiTS19's size, and what many
 * open pages cost by the service's own meter of CPU time. Times are those of requests over the network, by the clock.
 */
public final class PagesBench implements Benchmark {
    private static final String WRITE = "write";
    private static final String USAGE = "write DIR, which makes the dataset " + LargePhantomDataset.NAME
            + " to be uploaded with --until checked, or the address of a running eval-service as `up` prints it"
            + " and how many pages";

    private static final int PAGES = 50;
    private static final int LOADS = 10;
    private static final double MOST_MILLIS = 500;
    private static final double MOST_KB = 300;
    private static final double MOST_MILLIS_A_SLICE = 30;
    private static final double MOST_MILLIS_THE_FIRST_TIME = 2000;
    private static final int SLICES = 60;
    private static final double MOST_PERCENT = 2;

    private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"(/(?:ui|webjars)/[^\"]+\\.(?:js|css))\"");
    private static final Pattern IMPORTED = Pattern.compile("from '(/ui/[^']+)'");

    @Override
    public String name() {
        return "pages";
    }

    @Override
    public String summary() {
        return "first page, slices and open pages of a running eval-service: " + USAGE;
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        List<String> arguments = run.arguments();
        if (arguments.size() == 2 && arguments.get(0).equals(WRITE)) {
            LargePhantomDataset.write(Path.of(arguments.get(1)));
            return List.of();
        }
        if (arguments.isEmpty() || !arguments.get(0).startsWith("http")) {
            throw new UsageException(USAGE);
        }
        ServedPage page = new ServedPage(URI.create(arguments.get(0)));
        int count = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : PAGES;
        List<Comparison> lines = new ArrayList<>(firstPage(page));
        lines.addAll(slices(run, page));
        lines.addAll(OpenPages.compare(page, count, MOST_PERCENT, run.progress()));
        return lines;
    }

    /** Everything that the first page needs, one file after the other, nothing of it kept. */
    private static List<Comparison> firstPage(ServedPage page) throws IOException, InterruptedException {
        double[] millis = new double[LOADS];
        long bytes = 0;
        for (int i = 0; i < LOADS; i++) {
            ServedPage.Answer home = page.get("/");
            bytes = home.body().length;
            millis[i] = home.millis();
            Set<String> open = new LinkedHashSet<>(found(LOADED, home.text()));
            open.add("/ui/parts/datasets");
            open.add("/system");
            Set<String> asked = new LinkedHashSet<>();
            while (!open.isEmpty()) {
                String path = open.iterator().next();
                open.remove(path);
                asked.add(path);
                ServedPage.Answer file = page.get(path);
                bytes += file.body().length;
                millis[i] += file.millis();
                found(IMPORTED, file.text()).stream()
                        .filter(p -> !asked.contains(p))
                        .forEach(open::add);
            }
        }
        return List.of(
                Comparison.of("first page with all that it loads, one by one, first load", "ms", millis[0]),
                Comparison.of("the same, median of " + LOADS, "ms", median(millis))
                        .withGoal(MOST_MILLIS),
                Comparison.of("the same, uncompressed", "kB", bytes / 1000.0).withGoal(MOST_KB));
    }

    private static List<String> found(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static List<Comparison> slices(BenchmarkRun run, ServedPage page) throws IOException, InterruptedException {
        String base = "/datasets/" + LargePhantomDataset.NAME + "/cases/" + LargePhantomDataset.CASE;
        String versions = "/datasets/" + LargePhantomDataset.NAME + "/versions";
        if (!page.has(versions) || page.get(versions).json().isEmpty()) {
            run.progress()
                    .accept("no slices: there is no sealed dataset " + LargePhantomDataset.NAME
                            + "; `bench pages write DIR` makes it, `upload DIR --until checked` sends it");
            return List.of();
        }
        ServedPage.Answer first = page.get(base);
        JsonNode view = first.json();
        List<Comparison> lines = new ArrayList<>();
        String what = "case of " + view.path("shape");
        lines.add(Comparison.of(what + ": its description, the first time", "ms", first.millis()));
        boolean isFirst = true;
        for (String layer : List.of("image", "labels")) {
            for (JsonNode plane : view.path("planes")) {
                String folder = base + "/" + layer + "/" + plane.path("plane").asText() + "/";
                int slices = plane.path("slices").asInt();
                boolean isFirstOfLabels = layer.equals("labels")
                        && plane.equals(view.path("planes").get(0));
                if (isFirst || isFirstOfLabels) {
                    double millis = page.get(folder + slices / 2).millis();
                    lines.add(Comparison.of(what + ": a slice (" + layer + ") the first time", "ms", millis)
                            .withGoal(MOST_MILLIS_THE_FIRST_TIME));
                    isFirst = false;
                }
                double[] millis = new double[SLICES];
                for (int i = 0; i < SLICES; i++) {
                    millis[i] = page.get(folder + (slices / 4 + i * slices / 2 / SLICES))
                            .millis();
                }
                String name = layer + ", " + plane.path("plane").asText();
                lines.add(Comparison.of(name + ": median of " + SLICES, "ms", median(millis))
                        .withGoal(MOST_MILLIS_A_SLICE));
                lines.add(Comparison.of(name + ": 95th percentile", "ms", percentile(millis, 0.95)));
            }
        }
        return lines;
    }

    static double median(double[] values) {
        return percentile(values, 0.5);
    }

    private static double percentile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (share * (sorted.length - 1) + 0.5)];
    }
}
