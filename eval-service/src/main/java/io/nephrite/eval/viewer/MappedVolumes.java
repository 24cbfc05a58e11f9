package io.nephrite.eval.viewer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.imaging.volume.MappedVolume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;

/**
 * The volumes that were looked at last, mapped from scratch files. Their bytes on the disk are bounded, however many
 * cases there are; on the heap is a volume only while it is read. Thread-safe.
 */
final class MappedVolumes {
    private final CaseReader datasets;
    private final CaseReader predictions;
    private final ObjectStore results;
    private final Path folder;
    private final Cache<String, RandomAccessibleInterval<FloatType>> images;
    private final Cache<String, RandomAccessibleInterval<ShortType>> labels;

    /** @param mostBytes of images, and half of it of labels */
    MappedVolumes(ObjectStore datasets, ObjectStore results, Path folder, long mostBytes) {
        this.datasets = new CaseReader(datasets);
        this.predictions = new CaseReader(results);
        this.results = results;
        this.folder = folder;
        this.images = bounded(mostBytes / 2, Float.BYTES);
        this.labels = bounded(mostBytes / 2, Short.BYTES);
    }

    private static <T> Cache<String, RandomAccessibleInterval<T>> bounded(long mostBytes, int bytesEach) {
        return Caffeine.newBuilder()
                .maximumWeight(Math.max(1, mostBytes / 1024))
                .<String, RandomAccessibleInterval<T>>weigher(
                        (key, volume) -> (int) (Intervals.numElements(volume) * bytesEach / 1024))
                .build();
    }

    /** One channel of a case, dimensions x, y, z. */
    RandomAccessibleInterval<FloatType> image(CaseFiles files, int channel) {
        return images.get(files.content().name() + "/" + channel, key -> {
            ImageVolume volume = datasets.image(files);
            return scratch(() -> MappedVolume.ofImage(volume, channel, folder));
        });
    }

    /** How many images are kept now. */
    long keptImages() {
        images.cleanUp();
        return images.estimatedSize();
    }

    /** The label of a case; empty where it has none. */
    Optional<RandomAccessibleInterval<ShortType>> reference(CaseFiles files) {
        return files.label()
                .map(file -> labels.get(files.content().name(), key -> {
                    LabelVolume volume = datasets.label(files).orElseThrow();
                    return scratch(() -> MappedVolume.ofLabels(volume, folder));
                }));
    }

    /** A prediction as it is in the store now; empty where it is not there. */
    Optional<RandomAccessibleInterval<ShortType>> prediction(String caseId, String objectKey) {
        return results.stat(objectKey)
                .map(info -> labels.get(objectKey + "\n" + info.etag(), key -> {
                    LabelVolume volume = predictions.prediction(caseId, objectKey);
                    return scratch(() -> MappedVolume.ofLabels(volume, folder));
                }));
    }

    private interface Mapping<T> {
        T map() throws IOException;
    }

    private <T> T scratch(Mapping<T> mapping) {
        try {
            return mapping.map();
        } catch (IOException e) {
            throw new PipelineException(
                    FailureCode.DISK_UNAVAILABLE,
                    "the volume cannot be kept in " + folder + " to be looked at: " + e.getMessage()
                            + "; make room there, or set NEPHRITE_CACHE_DIR",
                    e);
        }
    }
}
