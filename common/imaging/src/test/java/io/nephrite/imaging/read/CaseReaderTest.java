package io.nephrite.imaging.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.ReplacedException;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.imaging.nifti.NiftiBytes;
import io.nephrite.imaging.volume.ImageVolume;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CaseReaderTest {
    private static final String FIRST = "Task/imagesTr/c_0000.nii.gz";
    private static final String SECOND = "Task/imagesTr/c_0001.nii.gz";

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final CaseReader reader = new CaseReader(store);

    @Test
    void joinsTheFilesOfACaseInTheOrderOfTheirChannels() {
        CaseFiles files = files(put(FIRST, 4, 3, 2), put(SECOND, 4, 3, 2));

        assertThat(reader.header(files).channels()).isEqualTo(2);
        assertThat(reader.header(files).shape()).isEqualTo(new Shape3(2, 3, 4));
        ImageVolume image = reader.image(files);
        assertThat(image.channels()).isEqualTo(2);
        assertThat(image.voxels()[0]).isEqualTo(FIRST.length());
        assertThat(image.voxels()[image.offset(1)]).isEqualTo(SECOND.length() + 1000);
        assertThat(reader.label(files)).isEmpty();
    }

    @Test
    void takesOneFileWithAllChannels() {
        CaseFiles files = files(put(FIRST, 4, 3, 2, 3));

        assertThat(reader.header(files).channels()).isEqualTo(3);
        assertThat(reader.image(files).channels()).isEqualTo(3);
    }

    @Test
    void namesTheCaseOfAFileThatIsGoneUnsoundOrOnAnotherGrid() {
        CaseFiles gone = files(put(FIRST, 4, 3, 2));
        store.delete(FIRST);
        assertInvalid(gone, "c: no object " + FIRST + " any more; add it again, or remove the case");

        store.put(FIRST, new byte[] {1, 2, 3});
        assertInvalid(files(stored(FIRST)), "NOT_NIFTI");

        assertInvalid(files(put(FIRST, 4, 3, 2), put(SECOND, 4, 3, 3)), "export all channels on one grid");
    }

    @Test
    void readsNoFileThatWasReplaced() {
        CaseFiles files = files(put(FIRST, 4, 3, 2));
        put(FIRST, 4, 3, 3);

        assertThatThrownBy(() -> reader.header(files)).isInstanceOf(ReplacedException.class);
        assertThatThrownBy(() -> reader.image(files)).isInstanceOf(ReplacedException.class);
    }

    private void assertInvalid(CaseFiles files, String message) {
        assertThatThrownBy(() -> reader.image(files))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_CASE))
                .hasMessageStartingWith("c: ")
                .hasMessageContaining(message);
    }

    private StoredFile put(String key, int... size) {
        int channel = key.equals(SECOND) ? 1000 : 0;
        store.put(
                key, NiftiBytes.int16(size).voxels(i -> key.length() + channel).gzip());
        return stored(key);
    }

    private StoredFile stored(String key) {
        ObjectInfo info = store.stat(key).orElseThrow();
        return new StoredFile(key, info.size(), info.etag());
    }

    private static CaseFiles files(StoredFile... images) {
        return CaseFiles.of("c", List.of(images), Optional.empty(), "");
    }
}
