package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.check.CaseCheck;
import io.nephrite.imaging.check.CaseChecker;
import io.nephrite.imaging.check.DatasetComparison;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Ingest's check of a dataset's folder as a process, so that nothing else counts. */
final class FolderCheck {
    /** First part of the files' keys. */
    static final String DATASET = "d";

    private FolderCheck() {}

    /** @param heap option of the JVM, such as {@code -Xmx768m} */
    static Cost inOwnProcess(Path folder, int threads, String heap) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FolderCheck.class.getName(),
                folder.toString(),
                Integer.toString(threads));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] answer = process.getInputStream().readAllBytes();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("the check of " + folder + " in a process of its own ended with " + status);
        }
        JsonNode cost = Json.tree(answer);
        return new Cost(
                (System.nanoTime() - begin) / 1e9,
                cost.get("cpuSeconds").doubleValue(),
                cost.get("peakRssMib").doubleValue());
    }

    /**
     * Checks a dataset and prints what it took since the process began.
     *
     * @param arguments the folder and the number of threads
     */
    public static void main(String[] arguments) throws Exception {
        check(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        Cost cost = Cost.ofProcess();
        System.out.write(Json.bytes(Map.of("cpuSeconds", cost.cpuSeconds(), "peakRssMib", cost.peakRssMib())));
        System.out.flush();
    }

    private static void check(Path folder, int threads) throws Exception {
        Description description =
                DescriptionReader.dataset(Files.readAllBytes(folder.resolve(DescriptionReader.DATASET_JSON)));
        CaseBook book = new CaseBook(description);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                book.put(path, new StoredFile(DATASET + "/" + path, Files.size(file), "e"));
            }
        }
        CaseChecker checker = CaseChecker.of(description);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<CaseCheck>> running = book.training().stream()
                    .flatMap(e -> e.files().stream())
                    .map(f -> executor.submit(() -> checker.check(DATASET, f, s -> open(folder, s))))
                    .toList();
            List<CaseCheck> checks = new ArrayList<>();
            for (Future<CaseCheck> check : running) {
                checks.add(check.get());
            }
            if (checks.isEmpty()) {
                throw new IllegalStateException(folder + " holds no complete case");
            }
            DatasetComparison.of(description.labels(), checks, List.of());
        } finally {
            executor.shutdown();
        }
    }

    static InputStream open(Path folder, StoredFile file) throws IOException {
        return Files.newInputStream(folder.resolve(file.key().substring(DATASET.length() + 1)));
    }
}
