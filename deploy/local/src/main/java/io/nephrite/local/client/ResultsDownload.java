package io.nephrite.local.client;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.store.LocalDisk;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.export.ExportFormat;
import io.nephrite.imaging.export.PreprocessedFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings a version's results into a folder, with nnU-Net's names. A file that is there already is left alone. */
public final class ResultsDownload {
    /** What steers the services and says nothing to people. */
    private static final Set<String> INTERNAL = Set.of("goal.json", "planning.json", "planning-reduced.json");

    private final ObjectStore results;

    /**
     * Makes downloads from a bucket.
     *
     * @param results bucket {@code nephrite}
     */
    public ResultsDownload(ObjectStore results) {
        this.results = results;
    }

    /** The newest sealed version of a dataset. */
    public Optional<VersionId> currentVersion(String dataset) {
        return CurrentVersion.find(results, dataset).map(current -> current.of(dataset));
    }

    /** Whether the version was asked for up to the preprocessed cases, so that these are its results. */
    public boolean endsPreprocessed(VersionId version) {
        return results.find(ObjectKeys.goal(version))
                .map(Goal::parse)
                .filter(goal -> goal.until() == Milestone.PREPROCESSED)
                .isPresent();
    }

    /** Returns the number of files of the version. */
    public int version(VersionId version, Path target) throws IOException {
        String prefix = ObjectKeys.results(version);
        int files = 0;
        for (ObjectInfo object : results.list(prefix)) {
            String name = ObjectKeys.below(prefix, object.key()).orElseThrow();
            if (!INTERNAL.contains(name) && !FoldFolder.isOfRunningTraining(name)) {
                fetch(object, inside(target, name));
                files++;
            }
        }
        String predictions = ObjectKeys.imagePredictions(ChosenModel.id(version));
        for (ObjectInfo object : results.list(predictions)) {
            fetch(
                    object,
                    inside(
                            target,
                            "predictions/"
                                    + ObjectKeys.below(predictions, object.key())
                                            .orElseThrow()));
            files++;
        }
        return files;
    }

    /**
     * Writes the preprocessed cases of a planned version as {@code preprocessed/<data identifier>/<case>.*}; those that
     * are there already are left alone. Reference labels are not copied: {@code gt_segmentations.json} beside the
     * folders says by case where in the uploaded dataset they lie, and with which ETag.
     *
     * @return number of cases written
     */
    public int preprocessed(VersionId version, Path target, ExportFormat format) throws IOException {
        StoredVersion planned = new StoredVersion(results, version);
        int written = 0;
        Map<String, StoredFile> references = new TreeMap<>();
        for (ConfigurationWork configuration : planned.planning().configurations()) {
            PreprocessedFolder cases = new PreprocessedFolder(
                    inside(target, "preprocessed/" + configuration.dataIdentifier()),
                    format,
                    Stream.concat(planned.manifest().training().stream(), planned.manifest().test().stream())
                            .map(CaseFiles::caseId)
                            .collect(Collectors.toSet()));
            for (String caseId : planned.planning().cases()) {
                CaseFiles files = planned.trainingCase(caseId);
                String parameters = configuration.parametersId();
                byte[] properties = results.bytes(ObjectKeys.properties(version.dataset(), parameters, files));
                files.label().ifPresent(label -> references.put(caseId, label));
                if (cases.holds(caseId, properties)) {
                    continue;
                }
                try (InputStream image = results.get(ObjectKeys.image(version.dataset(), parameters, files));
                        InputStream seg = results.get(ObjectKeys.segmentation(version.dataset(), parameters, files))) {
                    cases.write(caseId, image, seg, properties);
                }
                written++;
            }
        }
        Path document = inside(target, "preprocessed/gt_segmentations.json");
        Files.createDirectories(document.getParent());
        Files.write(document, Json.pretty(references));
        return written;
    }

    private void fetch(ObjectInfo object, Path file) throws IOException {
        FileTime written = FileTime.from(object.lastModified());
        if (Files.isRegularFile(file)
                && Files.size(file) == object.size()
                && Files.getLastModifiedTime(file).toInstant().getEpochSecond()
                        == written.toInstant().getEpochSecond()) {
            return;
        }
        Files.createDirectories(file.getParent());
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        LocalDisk disk = new LocalDisk(
                "results folder",
                file.getParent(),
                "make room there, or give another folder, and run the command again");
        try (InputStream in = results.get(object.key());
                OutputStream out = disk.write(partial)) {
            in.transferTo(out);
        } catch (PipelineException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
        Files.setLastModifiedTime(partial, written);
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Keys come from a store that others may write. */
    static Path inside(Path target, String name) throws IOException {
        Path root = target.toAbsolutePath().normalize();
        Path file = root.resolve(name).normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new IOException("the store holds a result with an impossible name: " + name);
        }
        return file;
    }
}
