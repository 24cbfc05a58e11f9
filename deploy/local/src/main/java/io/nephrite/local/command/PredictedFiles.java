package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.restore.Probabilities;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.nnunet.PickledProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files that a prediction leaves for a case: {@code <case>.nii.gz}, and with probabilities {@code <case>.npz} and
 * {@code <case>.pkl} as nnU-Net lays them out and {@code <case>_probabilities.nii.gz}. The label map comes last: where
 * it is, the rest is.
 */
final class PredictedFiles {
    private static final String USUAL_ENDING = ".nii.gz";

    private final Path out;
    private final String ending;
    private final boolean probabilities;

    PredictedFiles(Path out, Description description, boolean probabilities) {
        this.out = out;
        this.ending = description.fileEnding().isEmpty()
                ? USUAL_ENDING
                : description.fileEnding().toLowerCase(Locale.ROOT);
        this.probabilities = probabilities;
    }

    /** Of the dataset's files. */
    String ending() {
        return ending;
    }

    /** The label map of a case, in the format of its image. */
    Path labels(CaseFiles files) {
        return out.resolve(files.caseId() + endingFor(files));
    }

    /** Whether everything that would be written is there. */
    boolean isThere(CaseFiles files) {
        return Files.exists(labels(files)) && (!probabilities || Files.exists(archive(files.caseId())));
    }

    private Path archive(String caseId) {
        return out.resolve(caseId + ".npz");
    }

    private String endingFor(CaseFiles files) {
        String own = ImageFormat.ending(files.images().get(0).key())
                .orElse(USUAL_ENDING)
                .toLowerCase(Locale.ROOT);
        return ImageFormat.of(own).equals(ImageFormat.of(ending)) ? ending : own;
    }

    /** @param properties of the preprocessed case, which nnU-Net wants beside the probabilities */
    void write(CaseFiles files, Probabilities made, CaseProperties properties, ImageHeader original)
            throws IOException {
        Shape3 shape = made.labels().shape();
        WholeFile.write(archive(files.caseId()), stream -> {
            ZipOutputStream zip = new ZipOutputStream(stream);
            zip.putNextEntry(new ZipEntry("probabilities.npy"));
            Npy.write(zip, made.values(), made.outputs(), shape.z(), shape.y(), shape.x());
            zip.closeEntry();
            zip.finish();
        });
        byte[] pickle = PickledProperties.of(properties, original.affine());
        WholeFile.write(out.resolve(files.caseId() + ".pkl"), stream -> stream.write(pickle));
        if (original instanceof NiftiHeader nifti) {
            ImageVolume volume = new ImageVolume(
                    made.values(), made.outputs(), shape, made.labels().spacing());
            WholeFile.write(
                    out.resolve(files.caseId() + "_probabilities" + USUAL_ENDING),
                    stream -> NiftiWriter.writeImage(stream, volume, nifti, StoredType.FLOAT32));
        }
        write(files, made.labels(), original);
    }

    void write(CaseFiles files, LabelVolume labels, ImageHeader original) throws IOException {
        LabelMapFiles.write(files.caseId(), labels, original, out, endingFor(files));
    }
}
