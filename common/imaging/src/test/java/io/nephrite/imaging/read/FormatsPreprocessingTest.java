package io.nephrite.imaging.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.plans.NormalizationScheme;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.preprocess.TestParameters;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever format a volume lies in, what is made of it is that of the same volume as NIfTI. */
class FormatsPreprocessingTest {
    private static final int HIGHEST_INTENSITY = 3000;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final CaseReader reader = new CaseReader(store);

    @ParameterizedTest
    @ValueSource(strings = {".nii", ".nrrd", ".nhdr", ".mha", ".mhd", ".tif", ".tiff"})
    void preprocessesAVolumeAsThatOfTheSameNifti(String ending) {
        NiftiHeader header = header(new Shape3(6, 20, 16), 0.75, 0.5, 2.5);
        TestParameters parameters = new TestParameters().spacing(1.25, 0.75, 0.75);

        requireSame(preprocessed(ending, header, parameters), preprocessed(".nii.gz", header, parameters));
    }

    @ParameterizedTest
    @ValueSource(strings = {".png", ".tif"})
    void preprocessesAPictureAsThatOfTheSameNifti(String ending) {
        NiftiHeader header = header(new Shape3(1, 20, 16), 1, 1, 999);
        TestParameters parameters = new TestParameters().spacing(1.5, 1.25);

        requireSame(preprocessed(ending, header, parameters), preprocessed(".nii.gz", header, parameters));
    }

    private static void requireSame(PreprocessedCase other, PreprocessedCase nifti) {
        assertThat(other.shape()).isEqualTo(nifti.shape());
        assertThat(other.image()).isEqualTo(nifti.image());
        assertThat(other.segmentation().int8()).isEqualTo(nifti.segmentation().int8());
        assertThat(other.properties().spacing()).isEqualTo(nifti.properties().spacing());
        assertThat(other.properties().classLocations())
                .isEqualTo(nifti.properties().classLocations());
    }

    private PreprocessedCase preprocessed(String ending, NiftiHeader header, TestParameters parameters) {
        Random random = new Random(3);
        int[] intensities =
                random.ints(header.shape().voxels(), 0, HIGHEST_INTENSITY).toArray();
        int[] labels = random.ints(header.shape().voxels(), 0, 3).toArray();
        CaseFiles files = CaseFiles.of(
                "c",
                List.of(put("d/imagesTr/c_0000" + ending, intensities, header, ending)),
                Optional.of(put("d/labelsTr/c" + ending, labels, header, ending)),
                companions(ending, header),
                "");
        return new CasePreprocessor(
                        parameters.scheme(NormalizationScheme.Z_SCORE, false).build(), 2)
                .preprocess("c", reader.image(files), reader.label(files));
    }

    private StoredFile put(String key, int[] values, NiftiHeader header, String ending) {
        LabelArray voxels = LabelArray.allocate(values.length, HIGHEST_INTENSITY);
        for (int i = 0; i < values.length; i++) {
            voxels.set(i, values[i]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            LabelFileWriter.write(bytes, new LabelVolume(voxels, header.shape(), header.spacing()), header, ending);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return put(key, bytes.toByteArray());
    }

    private List<StoredFile> companions(String ending, NiftiHeader header) {
        return LabelFileWriter.spacingBeside(header, ending)
                .map(json -> List.of(put("d/imagesTr/c.json", json), put("d/labelsTr/c.json", json)))
                .orElse(List.of());
    }

    private StoredFile put(String key, byte[] bytes) {
        store.put(key, bytes);
        ObjectInfo info = store.stat(key).orElseThrow();
        return new StoredFile(info.key(), info.size(), info.etag());
    }

    private static NiftiHeader header(Shape3 shape, double x, double y, double z) {
        return NiftiHeader.of(shape, 1, StoredType.INT16, Affine.of(new double[][] {
            {-x, 0, 0, 12}, {0, y, 0, -7}, {0, 0, z, 3}
        }));
    }
}
