package io.nephrite.eval.viewer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.viewer.CaseView.PredictionOfCase;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.DiceScore;
import io.nephrite.imaging.picture.AnatomicalPlane;
import io.nephrite.imaging.picture.Difference;
import io.nephrite.imaging.picture.LabelColors;
import io.nephrite.imaging.picture.Window;
import io.nephrite.imaging.read.CaseReader;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.view.Views;

/**
 * Shows the cases of sealed versions: images, references, predictions and their differences, slice by slice. Reads the
 * store and nothing else. Thread-safe.
 *
 * <p>All methods throw {@link IllegalArgumentException} where there is no such slice, channel or voxel, and a
 * {@link io.nephrite.core.failure.PipelineException} where a file is missing or unsound.
 */
public final class CaseViewer {
    private static final int MOST_LOCATED = 1_000;
    private static final int MOST_SEARCHED = 100;
    private static final int MOST_VERSIONS = 20;

    private final ObjectStore results;
    private final CaseReader reader;
    private final MappedVolumes volumes;
    private final Cache<String, Located> located =
            Caffeine.newBuilder().maximumSize(MOST_LOCATED).build();
    private final Cache<String, List<Lesion>> lesions =
            Caffeine.newBuilder().maximumSize(MOST_SEARCHED).build();

    /**
     * Makes a viewer of cases.
     *
     * @param scratch folder for volumes that were looked at
     * @param mostBytes that they may take there
     */
    public CaseViewer(ObjectStore datasets, ObjectStore results, Path scratch, long mostBytes) {
        this.results = results;
        this.reader = new CaseReader(datasets);
        this.volumes = new MappedVolumes(datasets, results, scratch, mostBytes);
    }

    /** Whose case, and which prediction of it. */
    public enum Labels {
        REFERENCE,
        PREDICTION,
        /** Where prediction and reference are not the same. */
        DIFFERENCE
    }

    /**
     * A voxel under the cursor.
     *
     * @param value of the image
     * @param reference label; absent where the case has none
     * @param prediction label; absent where none was asked for, or none is there
     */
    public record Voxel(double value, OptionalInt reference, OptionalInt prediction) {}

    /**
     * The slice of a plane in which prediction and reference differ most.
     *
     * @param index along the plane's axis
     * @param voxels that differ in it
     */
    public record WorstSlice(int index, long voxels) {}

    /** Where the volumes are that were looked at last. */
    MappedVolumes volumes() {
        return volumes;
    }

    public CaseView view(VersionId version, String caseId) {
        StoredVersion stored = new StoredVersion(results, version);
        DatasetManifest manifest = stored.manifest();
        Located found = locate(version, caseId);
        return CaseView.of(
                new CaseView.Subject(
                        version.dataset(),
                        version.version(),
                        caseId,
                        manifest.channelNames(),
                        manifest.labels(),
                        versions(version.dataset(), caseId)),
                found.image.header(),
                found.image.percentiles(volumes),
                found.files().label().isPresent(),
                predictions(stored, found));
    }

    private List<String> versions(String dataset, String caseId) {
        return results.folders(ObjectKeys.versions(dataset)).stream()
                .map(name -> new VersionId(dataset, name))
                .flatMap(id -> results.stat(ObjectKeys.manifest(id)).stream().map(info -> Map.entry(id, info)))
                .sorted(Comparator.comparing((Map.Entry<VersionId, ObjectInfo> e) ->
                                e.getValue().lastModified())
                        .reversed())
                .limit(MOST_VERSIONS)
                .map(Map.Entry::getKey)
                .filter(id ->
                        files(new StoredVersion(results, id).manifest(), caseId).isPresent())
                .map(VersionId::version)
                .toList();
    }

    /**
     * A grey slice as PNG.
     *
     * @param low intensity that is black
     * @param high intensity that is white
     */
    public byte[] image(
            VersionId version, String caseId, AnatomicalPlane plane, int index, int channel, double low, double high) {
        return locate(version, caseId).image.grey(volumes, plane, index, channel, low, high);
    }

    /**
     * Draws the labels of a slice as PNG. Voxels without a label are transparent.
     *
     * @param fold of the prediction; absent for the reference
     * @param outline whether only the outermost pixels of each area are coloured
     * @return empty where the case has no such labels
     */
    public Optional<byte[]> labels(
            VersionId version,
            String caseId,
            AnatomicalPlane plane,
            int index,
            Labels which,
            Optional<FoldId> fold,
            boolean outline) {
        Located found = locate(version, caseId);
        return labels(found, which, fold)
                .map(volume -> found.image.colored(
                        volume,
                        plane,
                        index,
                        outline,
                        which == Labels.DIFFERENCE ? Difference::argbOf : LabelColors::argbOf));
    }

    /** What is at a voxel of the volume. */
    public Voxel voxel(VersionId version, String caseId, int channel, int x, int y, int z, Optional<FoldId> fold) {
        Located found = locate(version, caseId);
        return new Voxel(
                found.image.value(volumes, channel, x, y, z),
                label(labels(found, Labels.REFERENCE, fold), x, y, z),
                label(labels(found, Labels.PREDICTION, fold), x, y, z));
    }

    private static OptionalInt label(Optional<RandomAccessibleInterval<ShortType>> labels, int x, int y, int z) {
        return labels.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(labels.get().getAt(x, y, z).get());
    }

    /** The worst slice of each plane; none where nothing differs or there is nothing to compare. */
    public Map<AnatomicalPlane, WorstSlice> worst(VersionId version, String caseId, FoldId fold) {
        Located found = locate(version, caseId);
        Map<AnatomicalPlane, WorstSlice> worst = new EnumMap<>(AnatomicalPlane.class);
        labels(found, Labels.DIFFERENCE, Optional.of(fold)).ifPresent(difference -> {
            long[][] counts = differing(difference);
            for (AnatomicalPlane plane : AnatomicalPlane.values()) {
                long[] along = counts[found.image.plane(plane).across()];
                int most = 0;
                for (int i = 1; i < along.length; i++) {
                    most = along[i] > along[most] ? i : most;
                }
                if (along[most] > 0) {
                    worst.put(plane, new WorstSlice(most, along[most]));
                }
            }
        });
        return worst;
    }

    /**
     * A case through its largest error, in the axial plane.
     *
     * @return empty where nothing differs or there is nothing to compare
     */
    public Optional<ErrorPictures> largestError(FoldId fold, String caseId) {
        WorstSlice worst = worst(fold.version(), caseId, fold).get(AnatomicalPlane.AXIAL);
        if (worst == null) {
            return Optional.empty();
        }
        Located found = locate(fold.version(), caseId);
        CaseView view = view(fold.version(), caseId);
        CaseView.PlaneOfCase axial = view.planes().stream()
                .filter(p -> p.plane().equals(AnatomicalPlane.AXIAL.name().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow();
        ErrorPictures.Volumes shown = new ErrorPictures.Volumes(
                found.image.channel(volumes, 0),
                labels(found, Labels.REFERENCE, Optional.of(fold)).orElseThrow(),
                labels(found, Labels.PREDICTION, Optional.of(fold)).orElseThrow(),
                labels(found, Labels.DIFFERENCE, Optional.of(fold)).orElseThrow());
        return Optional.of(ErrorPictures.of(
                found.image.plane(AnatomicalPlane.AXIAL),
                worst.index(),
                worst.voxels(),
                shown,
                axial.columnMm(),
                axial.rowMm(),
                new Window(view.window().low(), view.window().high())));
    }

    /**
     * The connected components of each label of the reference: by label, then the largest first, at most 100 of each.
     *
     * @param fold of the prediction that they are compared with; absent for none
     * @return none where the case has no reference
     */
    public List<Lesion> lesions(VersionId version, String caseId, Optional<FoldId> fold) {
        Located found = locate(version, caseId);
        String key = version + "/" + caseId + "/"
                + fold.map(FoldId::toString).orElse("")
                + fold.flatMap(id -> predictionKey(found, id))
                        .flatMap(results::stat)
                        .map(ObjectInfo::etag)
                        .orElse("");
        return lesions.get(
                key,
                k -> reader.label(found.files())
                        .map(reference -> new LesionSearch(reference, labels(found, Labels.PREDICTION, fold))
                                .of(new StoredVersion(results, version)
                                        .manifest()
                                        .labels()))
                        .orElse(List.of()));
    }

    /** Voxels with a difference, by dimension and index. */
    private static long[][] differing(RandomAccessibleInterval<ShortType> difference) {
        long[][] counts = new long[difference.numDimensions()][];
        for (int d = 0; d < counts.length; d++) {
            counts[d] = new long[Math.toIntExact(difference.dimension(d))];
        }
        Cursor<ShortType> cursor = Views.flatIterable(difference).localizingCursor();
        while (cursor.hasNext()) {
            if (cursor.next().get() != Difference.NONE.code()) {
                for (int d = 0; d < counts.length; d++) {
                    counts[d][cursor.getIntPosition(d)]++;
                }
            }
        }
        return counts;
    }

    private Optional<RandomAccessibleInterval<ShortType>> labels(Located found, Labels which, Optional<FoldId> fold) {
        Optional<RandomAccessibleInterval<ShortType>> reference =
                which == Labels.PREDICTION ? Optional.empty() : volumes.reference(found.files());
        if (which == Labels.REFERENCE) {
            return reference;
        }
        Optional<RandomAccessibleInterval<ShortType>> prediction = fold.flatMap(id -> predictionKey(found, id))
                .flatMap(key -> volumes.prediction(found.files().caseId(), key));
        return which == Labels.PREDICTION
                ? prediction
                : prediction.flatMap(p -> reference.map(r -> Difference.map(r, p)));
    }

    /** Versions that were predicted before predictions followed the dataset's ending have the usual one. */
    private Optional<String> predictionKey(Located found, FoldId fold) {
        return Stream.of(found.ending, DatasetManifest.USUAL_ENDING)
                .map(ending -> ObjectKeys.prediction(fold, found.files().caseId(), ending))
                .filter(results::exists)
                .findFirst();
    }

    private List<PredictionOfCase> predictions(StoredVersion stored, Located found) {
        if (!stored.isPlanned()) {
            return List.of();
        }
        return stored.folds().stream()
                .filter(fold ->
                        stored.fold(fold.fold()).val().contains(found.files().caseId()))
                .filter(fold -> predictionKey(found, fold).isPresent())
                .map(fold -> new PredictionOfCase(
                        fold.configuration(),
                        fold.fold(),
                        dice(stored, fold, found.files().caseId())))
                .toList();
    }

    private Map<String, OptionalDouble> dice(StoredVersion stored, FoldId fold, String caseId) {
        LabelMap labels = stored.manifest().labels();
        Map<String, OptionalDouble> dice = new LinkedHashMap<>();
        results.find(ObjectKeys.caseMetrics(fold, caseId))
                .map(json -> Json.read(json, CaseMetrics.class))
                .ifPresent(metrics -> labels.classes()
                        .forEach(values -> dice.put(
                                labels.nameOf(values),
                                DiceScore.of(metrics.metrics().get(Label.key(values))))));
        return dice;
    }

    /** A version does not have the case that was asked for. */
    public static final class NoSuchCaseException extends RuntimeException {
        NoSuchCaseException(String message) {
            super(message);
        }
    }

    /**
     * A case of a version, found once: neither its files nor its header can change.
     *
     * @param ending of predictions
     */
    private record Located(ViewedImage image, String ending) {
        CaseFiles files() {
            return image.files();
        }
    }

    private Located locate(VersionId version, String caseId) {
        return located.get(version + "/" + caseId, key -> {
            DatasetManifest manifest = new StoredVersion(results, version).manifest();
            CaseFiles files = files(manifest, caseId)
                    .orElseThrow(() -> new NoSuchCaseException(
                            version.dataset() + " has no case " + caseId + " in version " + version.version()));
            return new Located(new ViewedImage(files, reader.header(files)), manifest.predictionEnding());
        });
    }

    private static Optional<CaseFiles> files(DatasetManifest manifest, String caseId) {
        return Stream.concat(manifest.training().stream(), manifest.test().stream())
                .filter(f -> f.caseId().equals(caseId))
                .findFirst();
    }
}
