package io.nephrite.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.service.ServiceKind;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** What users may upload and nobody can honour: it is refused at once, with words that tell what is wrong. */
final class RefusedUploads {
    private static final String IMAGE = "imagesTr/case_00000_0000.nii.gz";

    /** Of the header of a NIfTI file: the eight 16-bit numbers of {@code dim}. */
    private static final int DIM = 40;

    private RefusedUploads() {}

    static List<Fault> all() {
        return List.of(
                new Fault(
                        "impossible-plans",
                        "plans with a patch of 100,000³",
                        l -> refusedPlans(l, "/patch_size", "[100000, 100000, 100000]", "[GTP]iB in float32")),
                new Fault(
                        "impossible-batch",
                        "plans with a batch of 10⁹",
                        l -> refusedPlans(l, "/batch_size", "1000000000", "[GTP]iB in float32")),
                new Fault(
                        "impossible-features",
                        "plans with 2·10⁹ features",
                        l -> refusedPlans(
                                l,
                                "/architecture/arch_kwargs/features_per_stage/0",
                                "2000000000",
                                "features_per_stage")),
                new Fault("gzip-bomb", "an image of 300 MB more than its header says", RefusedUploads::bomb),
                new Fault("huge-header", "an image whose header says 32,767³ voxels", RefusedUploads::hugeHeader),
                new Fault(
                        "deep-plans",
                        "plans of 100,000 brackets",
                        l -> refused(l, "nnUNetPlans.json", brackets(100_000), "brackets within each other")),
                new Fault(
                        "deep-experiment",
                        "an experiment of 5,000 brackets",
                        l -> refused(l, "experiment.json", brackets(5_000), "brackets within each other")),
                new Fault("strange-files", "a file name with HTML", RefusedUploads::strangeFile),
                new Fault(
                        "strange-datasets",
                        "datasets whose names have line ends, HTML, dots and escapes",
                        RefusedUploads::strangeDatasets));
    }

    static byte[] brackets(int count) {
        return "[".repeat(count).getBytes(StandardCharsets.UTF_8);
    }

    /** Plans of an undisturbed run with one field that no machine can honour. */
    private static Outcome refusedPlans(Laboratory l, String pointer, String value, String words) throws Exception {
        Optional<String> made = plans(l);
        if (made.isEmpty()) {
            l.begin().awaitReport(l.reportPatience());
            made = plans(l);
        }
        ObjectNode plans = (ObjectNode) Json.tree(l.system().results().bytes(made.orElseThrow()));
        int last = pointer.lastIndexOf('/');
        JsonNode parent = plans.at("/configurations/3d_fullres" + pointer.substring(0, last));
        String field = pointer.substring(last + 1);
        JsonNode impossible = Json.tree(value.getBytes(StandardCharsets.UTF_8));
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(field), impossible);
        } else {
            ((ObjectNode) parent).set(field, impossible);
        }
        ObjectNode experiment = (ObjectNode) Json.tree(SmallExperiment.DOCUMENT);
        experiment.remove("planner"); // its overrides would go before the plans
        return refused(
                l, Map.of("nnUNetPlans.json", Json.bytes(plans), Experiment.FILE, Json.bytes(experiment)), words);
    }

    private static Optional<String> plans(Laboratory l) {
        return l.system().results().list("").stream()
                .map(ObjectInfo::key)
                .filter(key -> key.endsWith("/nnUNetPlans.json"))
                .findFirst();
    }

    private static Outcome bomb(Laboratory l) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (InputStream whole = new GZIPInputStream(
                        Files.newInputStream(l.folder().files().get(IMAGE)));
                GZIPOutputStream out = new GZIPOutputStream(packed)) {
            whole.transferTo(out);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 300; i++) {
                out.write(zeros);
            }
        }
        return refused(l, IMAGE, packed.toByteArray(), "case_00000|TRAILING_BYTES|error");
    }

    /** A file that must be refused with words that match a pattern, before anything is preprocessed. */
    private static Outcome refused(Laboratory l, String path, byte[] content, String words) throws Exception {
        return refused(l, Map.of(path, content), words);
    }

    private static Outcome refused(Laboratory l, Map<String, byte[]> contents, String words) throws Exception {
        Map<String, Path> others = new TreeMap<>();
        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            Path file = Files.createTempFile(l.system().work(), "other", ".file");
            others.put(content.getKey(), Files.write(file, content.getValue()));
        }
        Trial trial = l.begin(others);
        trial.await("a refusal", s -> s.path("failures").size() > 0, Laboratory.MOMENT_PATIENCE);
        double seconds = trial.secondsSinceBegin();
        String message = String.join("; ", trial.failures());
        boolean isEarly =
                !trial.status().filter(Trial.atLeast("preprocessed", 1)).isPresent();
        return Outcome.of(
                isEarly && Pattern.compile(words).matcher(message).find(),
                "refused after %.0f s%s: %s"
                        .formatted(
                                seconds,
                                isEarly ? "" : ", when volumes were preprocessed already",
                                message.length() <= 300 ? message : message.substring(0, 300) + "…"));
    }

    private static Outcome hugeHeader(Laboratory l) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (InputStream whole = new GZIPInputStream(
                        Files.newInputStream(l.folder().files().get(IMAGE)));
                GZIPOutputStream out = new GZIPOutputStream(packed)) {
            byte[] image = whole.readAllBytes();
            ByteBuffer header = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
            for (int axis = 1; axis <= 3; axis++) {
                header.putShort(DIM + 2 * axis, Short.MAX_VALUE);
            }
            out.write(image);
        }
        return refused(l, IMAGE, packed.toByteArray(), "case_00000|error");
    }

    /** It is no case's, so the dataset goes on without it; the ingest report names it, as text. */
    private static Outcome strangeFile(Laboratory l) throws Exception {
        Path image = l.folder().files().get(IMAGE);
        long events = l.records().events();
        long deadLetters = l.records().deadLetters();
        Trial trial = l.begin(Map.of("imagesTr/<script>alert(1)</script>_0000.nii.gz", image));
        Outcome outcome = l.ended(trial, Optional.empty(), events, deadLetters, true);
        String markdown = new String(
                l.system().results().bytes(ObjectKeys.newestIngestReportMarkdown(trial.dataset())),
                StandardCharsets.UTF_8);
        boolean isNamed = markdown.contains("alert(1)");
        boolean isRaw = markdown.contains("<script>");
        return new Outcome(
                "%s; the ingest report %s the file, its markup %s"
                        .formatted(outcome.seen(), isNamed ? "names" : "does not name", isRaw ? "raw" : "escaped"),
                Optional.empty(),
                outcome.hashes(),
                outcome.holds() && isNamed && !isRaw);
    }

    /** Their objects make nothing, and the log of ingest says so once for each, in one line. */
    private static Outcome strangeDatasets(Laboratory l) throws Exception {
        List<String> names = List.of("a\nERROR fake", "<script>x", "..hidden", "%2e%2e");
        for (String name : names) {
            l.system().datasets().put(name + "/dataset.json", "{}".getBytes(StandardCharsets.UTF_8));
        }
        Path log = l.system().service(ServiceKind.INGEST).log();
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        long told = 0;
        while (told < names.size() && System.nanoTime() < end) {
            TimeUnit.SECONDS.sleep(1);
            told = Files.readString(log)
                    .lines()
                    .filter(line -> line.contains("are no dataset"))
                    .count();
        }
        boolean isForged = Files.readString(log).lines().anyMatch(line -> line.startsWith("ERROR fake"));
        List<String> made = l.system().results().list("").stream()
                .map(ObjectInfo::key)
                .filter(key -> names.stream().anyMatch(key::contains))
                .toList();
        for (String name : names) {
            l.system().datasets().delete(name + "/dataset.json");
        }
        return Outcome.of(
                told == names.size() && !isForged && made.isEmpty(),
                "%d of %d named in the log of ingest with the reason, %s line forged, objects made %s"
                        .formatted(told, names.size(), isForged ? "a" : "no", made));
    }
}
