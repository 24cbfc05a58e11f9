package io.nephrite.preprocess.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.core.store.ObjectStore.NoSuchObjectException;
import io.nephrite.imaging.nifti.NiftiException;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiReader;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the NIfTI files of a case from the bucket that users write. All throw {@link CaseFiles.ReplacedException} where a
 * file is another by now.
 */
public final class CaseReader {
    /** Holds the header of any file, packed or not. */
    private static final long HEADER_BYTES = 64 << 10;

    private final ObjectStore datasets;

    public CaseReader(ObjectStore datasets) {
        this.datasets = datasets;
    }

    /** Header of the first channel; reads only the beginning of the file. */
    NiftiHeader header(CaseFiles files) {
        return read(
                files, files.images().get(0), key -> NiftiReader.readHeader(datasets.get(key, 0, HEADER_BYTES), key));
    }

    /** One file per channel, or one file with all of them. */
    static int channels(NiftiHeader header, CaseFiles files) {
        return files.images().size() == 1 ? header.channels() : files.images().size();
    }

    /** All channels on one grid; array frame. */
    ImageVolume image(CaseFiles files) {
        List<ImageVolume> volumes = new ArrayList<>();
        for (StoredFile file : files.images()) {
            volumes.add(read(
                    files,
                    file,
                    key -> NiftiReader.readImage(datasets.get(key), key).volume()));
        }
        return joined(files.caseId(), volumes);
    }

    Optional<LabelVolume> label(CaseFiles files) {
        return files.label().map(file -> read(files, file, key -> NiftiReader.readLabel(datasets.get(key), key)));
    }

    private static ImageVolume joined(String caseId, List<ImageVolume> volumes) {
        try {
            return ImageVolume.joined(volumes);
        } catch (IllegalArgumentException e) {
            throw new PipelineException(FailureCode.INVALID_CASE, caseId + ": " + e.getMessage(), e);
        }
    }

    private <T> T read(CaseFiles files, StoredFile file, Function<String, T> reading) {
        try {
            return file.read(datasets, reading);
        } catch (NiftiException e) {
            throw new PipelineException(FailureCode.INVALID_CASE, files.caseId() + ": " + e.getMessage(), e);
        } catch (NoSuchObjectException e) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    files.caseId() + ": " + e.getMessage() + " any more; upload it again or remove the case",
                    e);
        }
    }
}
