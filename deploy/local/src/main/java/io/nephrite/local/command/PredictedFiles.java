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
import io.nephrite.imaging.read.LabelFileWriter;
import io.nephrite.imaging.restore.Probabilities;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.nnunet.PickledProperties;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files that a prediction leaves for a case: {@code <case>.nii.gz}, and with probabilities {@code <case>.npz} and
 * {@code <case>.pkl} as nnU-Net lays them out and {@code <case>_probabilities.nii.gz}. The label map comes last: where it is, the rest is.
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
        whole(archive(files.caseId()), stream -> {
            ZipOutputStream zip = new ZipOutputStream(stream);
            zip.putNextEntry(new ZipEntry("probabilities.npy"));
            Npy.write(zip, made.values(), made.outputs(), shape.z(), shape.y(), shape.x());
            zip.closeEntry();
            zip.finish();
        });
        byte[] pickle = PickledProperties.of(properties, original.affine());
        whole(out.resolve(files.caseId() + ".pkl"), stream -> stream.write(pickle));
        if (original instanceof NiftiHeader nifti) {
            ImageVolume volume = new ImageVolume(
                    made.values(), made.outputs(), shape, made.labels().spacing());
            whole(
                    out.resolve(files.caseId() + "_probabilities" + USUAL_ENDING),
                    stream -> NiftiWriter.writeImage(stream, volume, nifti, StoredType.FLOAT32));
        }
        write(files, made.labels(), original);
    }

    void write(CaseFiles files, LabelVolume labels, ImageHeader original) throws IOException {
        String written = endingFor(files);
        Optional<byte[]> spacing = LabelFileWriter.spacingBeside(original, written);
        if (spacing.isPresent()) {
            Files.write(out.resolve(files.caseId() + ".json"), spacing.get());
        }
        whole(labels(files), stream -> LabelFileWriter.write(stream, labels, original, written));
    }

    /** What writes a file. */
    private interface Writing {
        void to(OutputStream stream) throws IOException;
    }

    /** A name is only ever given to a whole file. */
    private static void whole(Path target, Writing writing) throws IOException {
        Path partial = target.resolveSibling(target.getFileName() + ".part");
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16)) {
            writing.to(stream);
        }
        Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    }
}
