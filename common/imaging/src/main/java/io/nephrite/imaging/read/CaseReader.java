package io.nephrite.imaging.read;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.core.store.ObjectStore.NoSuchObjectException;
import io.nephrite.imaging.format.ImageFileException;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.ImageSource;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the images and labels of a case from a store: the one way from files to volumes. The services hand it a bucket,
 * the command line a folder.
 *
 * <p>A method that takes {@link CaseFiles} or a {@link StoredFile} reads those very files. It throws
 * {@link CaseFiles.ReplacedException} where another file lies under a key by now, and a {@link PipelineException} with
 * {@link FailureCode#INVALID_CASE} that names the case where a file is missing or unsound. Stateless and thread-safe.
 */
public final class CaseReader {
    private final ObjectStore store;

    /**
     * Makes a reader of cases in a store.
     *
     * @param store that holds the keys of the cases' files
     */
    public CaseReader(ObjectStore store) {
        this.store = store;
    }

    /** What the headers of the images say; reads only the beginning of the first file. */
    public CaseHeader header(CaseFiles files) {
        ImageHeader header = read(files, files.images().get(0), ImageFileReader::readHeader);
        int channels =
                files.images().size() == 1 ? header.channels() : files.images().size();
        return new CaseHeader(header, channels);
    }

    /** All channels on one grid; array frame. */
    public ImageVolume image(CaseFiles files) {
        List<ImageVolume> volumes = new ArrayList<>();
        for (StoredFile file : files.images()) {
            volumes.add(read(
                    files, file, source -> ImageFileReader.readImage(source).volume()));
        }
        try {
            return ImageVolume.joined(volumes);
        } catch (IllegalArgumentException e) {
            throw invalid(files.caseId(), e.getMessage(), e);
        }
    }

    /** Array frame; empty where the case has no label. */
    public Optional<LabelVolume> label(CaseFiles files) {
        return files.label().map(file -> read(files, file, ImageFileReader::readLabel));
    }

    /** A prediction, which no version of a dataset names: read as it is now; array frame. */
    public LabelVolume prediction(String caseId, String key) {
        return translated(
                caseId, "predict the case again", () -> ImageFileReader.readLabel(new LooseImage(store, key)));
    }

    /** Of a prediction, as {@link #prediction}. */
    public ImageHeader predictionHeader(String caseId, String key) {
        return translated(
                caseId, "predict the case again", () -> ImageFileReader.readHeader(new LooseImage(store, key)));
    }

    private <T> T read(CaseFiles files, StoredFile file, Function<ImageSource, T> reading) {
        return translated(
                files.caseId(),
                "add it again, or remove the case",
                () -> file.read(store, key -> reading.apply(new StoredImage(store, files, file))));
    }

    private static <T> T translated(String caseId, String advice, Reading<T> reading) {
        try {
            return reading.read();
        } catch (ImageFileException e) {
            throw invalid(caseId, e.getMessage(), e);
        } catch (NoSuchObjectException e) {
            throw invalid(caseId, e.getMessage() + " any more; " + advice, e);
        }
    }

    private static PipelineException invalid(String caseId, String message, Exception cause) {
        return new PipelineException(FailureCode.INVALID_CASE, caseId + ": " + message, cause);
    }

    private interface Reading<T> {
        T read();
    }
}
