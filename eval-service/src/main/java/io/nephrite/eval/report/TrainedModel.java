package io.nephrite.eval.report;

import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What a version has trained, as one archive: its documents and the final weights of every fold, laid out as a results
 * folder is, so that {@code predict} and {@code models import} take it.
 */
public final class TrainedModel {
    /** What steers the services and says nothing to people. */
    private static final Set<String> INTERNAL = Set.of("goal.json", "planning.json", "planning-reduced.json");

    private static final String DOCUMENT = ".json";

    private final ObjectStore results;
    private final String prefix;
    private final List<String> names;

    private TrainedModel(ObjectStore results, String prefix, List<String> names) {
        this.results = results;
        this.prefix = prefix;
        this.names = names;
    }

    public static TrainedModel of(ObjectStore results, VersionId version) {
        String prefix = ObjectKeys.results(version);
        List<String> documents = results.list(prefix).stream()
                .map(ObjectInfo::key)
                .map(key -> ObjectKeys.below(prefix, key).orElseThrow())
                .filter(name -> !name.contains("/") && name.endsWith(DOCUMENT) && !INTERNAL.contains(name))
                .toList();
        StoredVersion stored = new StoredVersion(results, version);
        List<String> weights = new ArrayList<>();
        for (FoldId fold : stored.isPlanned() ? stored.folds() : List.<FoldId>of()) {
            FoldFolder folder = FoldFolder.of(fold);
            if (results.exists(folder.finalCheckpoint().document())) {
                weights.add(folder.finalCheckpoint().tensors());
                weights.add(folder.finalCheckpoint().document());
                if (results.exists(folder.lineage())) {
                    weights.add(folder.lineage());
                }
            }
        }
        List<String> names = new ArrayList<>();
        if (!weights.isEmpty()) {
            names.addAll(documents);
            weights.forEach(key -> names.add(ObjectKeys.below(prefix, key).orElseThrow()));
        }
        return new TrainedModel(results, prefix, names);
    }

    /** Whether no fold is trained. */
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** Writes a zip archive. Weights hardly shrink, so nothing is compressed. */
    public void pack(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.NO_COMPRESSION);
        for (String name : names) {
            zip.putNextEntry(new ZipEntry(name));
            try (InputStream in = results.get(prefix + name)) {
                in.transferTo(zip);
            }
            zip.closeEntry();
        }
        zip.finish();
    }
}
