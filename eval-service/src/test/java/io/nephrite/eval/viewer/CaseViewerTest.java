package io.nephrite.eval.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.identity.FoldId;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.eval.viewer.CaseViewer.Labels;
import io.nephrite.eval.viewer.CaseViewer.NoSuchCaseException;
import io.nephrite.eval.viewer.CaseViewer.WorstSlice;
import io.nephrite.imaging.picture.AnatomicalPlane;
import io.nephrite.imaging.picture.LabelColors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseViewerTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path scratch;

    private final InMemoryObjectStore datasets = new InMemoryObjectStore();
    private final InMemoryObjectStore results = new InMemoryObjectStore();
    private ViewedDataset dataset;
    private CaseViewer viewer;

    @BeforeEach
    void writeCase() {
        // the reference is the slice z = 1
        dataset = new ViewedDataset(datasets, results, i -> i >= 12 ? 1 : 0);
        viewer = new CaseViewer(datasets, results, scratch, MIB);
    }

    private static BufferedImage picture(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static int grey(BufferedImage picture, int column, int row) {
        return picture.getRaster().getSample(column, row, 0);
    }

    @Test
    void showsASliceAsTheViewerOfAPatientSeesIt() throws IOException {
        BufferedImage slice =
                picture(viewer.image(dataset.version(), dataset.caseId(), AnatomicalPlane.AXIAL, 1, 0, 0, 255));

        assertThat(slice.getWidth()).isEqualTo(4);
        assertThat(slice.getHeight()).isEqualTo(3);
        assertThat(grey(slice, 0, 0)).as("the patient's right front").isEqualTo(100 + 20 + 3);
        assertThat(grey(slice, 3, 2)).as("the patient's left back").isEqualTo(100);
    }

    @Test
    void showsSuperiorOnTopOfACoronalSlice() throws IOException {
        BufferedImage slice =
                picture(viewer.image(dataset.version(), dataset.caseId(), AnatomicalPlane.CORONAL, 2, 0, 0, 255));

        assertThat(grey(slice, 3, 0)).isEqualTo(120);
        assertThat(grey(slice, 3, 1)).isEqualTo(20);
    }

    @Test
    void coversThePictureWithTheLabelsOfTheSameSlice() throws IOException {
        dataset.predict(i -> i == 12 ? 2 : 0); // x, y = 0 in slice z = 1

        BufferedImage reference = picture(labels(Labels.REFERENCE, Optional.empty()));
        BufferedImage prediction = picture(labels(Labels.PREDICTION, Optional.of(dataset.fold())));

        assertThat(reference.getRGB(0, 0)).isEqualTo(LabelColors.argbOf(1));
        assertThat(prediction.getRGB(3, 2)).isEqualTo(LabelColors.argbOf(2));
        assertThat(prediction.getRGB(0, 0)).isZero();
    }

    private byte[] labels(Labels which, Optional<FoldId> fold) {
        return viewer.labels(dataset.version(), dataset.caseId(), AnatomicalPlane.AXIAL, 1, which, fold, false)
                .orElseThrow();
    }

    @Test
    void hasNoPredictionBeforeThereIsOne() {
        assertThat(viewer.view(dataset.version(), dataset.caseId()).predictions())
                .isEmpty();
        assertThat(viewer.labels(
                        dataset.version(),
                        dataset.caseId(),
                        AnatomicalPlane.AXIAL,
                        1,
                        Labels.PREDICTION,
                        Optional.of(dataset.fold()),
                        true))
                .isEmpty();
    }

    @Test
    void showsANewPredictionInPlaceOfAnOldOne() {
        dataset.predict(i -> 0);
        assertThat(voxel().prediction()).isEqualTo(OptionalInt.of(0));

        dataset.predict(i -> 2);

        assertThat(voxel().prediction()).isEqualTo(OptionalInt.of(2));
    }

    @Test
    void tellsWhatIsAtAVoxel() {
        assertThat(voxel().value()).isEqualTo(123);
        assertThat(voxel().reference()).isEqualTo(OptionalInt.of(1));
        assertThat(voxel().prediction()).isEmpty();
    }

    private CaseViewer.Voxel voxel() {
        return viewer.voxel(dataset.version(), dataset.caseId(), 0, 3, 2, 1, Optional.of(dataset.fold()));
    }

    @Test
    void findsTheSlicesInWhichMostIsWrong() {
        dataset.predict(i -> i == 0 || i == 1 || i >= 12 ? 1 : 0); // two voxels too many: x = 0 and 1, y = 0, z = 0

        Map<AnatomicalPlane, WorstSlice> worst = viewer.worst(dataset.version(), dataset.caseId(), dataset.fold());

        assertThat(worst)
                .containsEntry(AnatomicalPlane.AXIAL, new WorstSlice(0, 2))
                .containsEntry(AnatomicalPlane.CORONAL, new WorstSlice(0, 2))
                .containsEntry(AnatomicalPlane.SAGITTAL, new WorstSlice(0, 1));
    }

    @Test
    void findsNoWorstSliceWhereNothingIsWrong() {
        dataset.predict(i -> i >= 12 ? 1 : 0);

        assertThat(viewer.worst(dataset.version(), dataset.caseId(), dataset.fold()))
                .isEmpty();
    }

    @Test
    void findsEachConnectedPieceOfALabelTheLargestFirst() {
        // x, y = 0 alone in slice 0; x = 2 and 3, y = 2 in slice 1; nothing of them touches
        ViewedDataset pieces = new ViewedDataset(datasets, results, i -> i == 0 || i == 22 || i == 23 ? 1 : 0);
        pieces.predict(i -> i == 22 ? 1 : 0);

        List<Lesion> lesions = viewer.lesions(pieces.version(), pieces.caseId(), Optional.of(pieces.fold()));

        assertThat(lesions).hasSize(2);
        assertThat(lesions.get(0).voxels()).isEqualTo(2);
        assertThat(lesions.get(0).ml()).isCloseTo(2 * 5 / 1000.0, within(1e-12));
        assertThat(lesions.get(0).found()).hasValue(0.5);
        assertThat(List.of(lesions.get(0).y(), lesions.get(0).z())).containsExactly(2, 1);
        assertThat(lesions.get(0).x()).isBetween(2, 3);
        assertThat(lesions.get(1).voxels()).isEqualTo(1);
        assertThat(lesions.get(1).found()).hasValue(0);
        assertThat(List.of(
                        lesions.get(1).x(), lesions.get(1).y(), lesions.get(1).z()))
                .containsExactly(0, 0, 0);
        assertThat(viewer.lesions(pieces.version(), pieces.caseId(), Optional.empty()))
                .allSatisfy(lesion -> assertThat(lesion.found()).isEmpty());
    }

    @Test
    void namesTheVersionsThatHaveTheCase() {
        assertThat(viewer.view(dataset.version(), dataset.caseId()).versions())
                .containsExactly(dataset.version().version());
    }

    @Test
    void saysHowThePlanesLie() {
        CaseView view = viewer.view(dataset.version(), dataset.caseId());

        assertThat(view.shape()).containsExactly(4, 3, 2);
        assertThat(view.spacing()).containsExactly(1.0, 1.0, 5.0);
        assertThat(view.planes())
                .extracting(p -> p.plane() + " " + p.left() + p.right() + p.top() + p.bottom() + " " + p.slices())
                .containsExactly("axial RLAP 2", "coronal RLSI 3", "sagittal APSI 4");
        assertThat(view.planes().get(1).rowMm()).isEqualTo(5);
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThatThrownBy(() -> viewer.view(dataset.version(), "case_99999"))
                .isInstanceOf(NoSuchCaseException.class)
                .hasMessageContaining("has no case case_99999");
        assertThatThrownBy(() -> viewer.image(dataset.version(), dataset.caseId(), AnatomicalPlane.AXIAL, 2, 0, 0, 1))
                .hasMessage("slices are 0 to 1, asked for 2");
        assertThatThrownBy(() -> viewer.image(dataset.version(), dataset.caseId(), AnatomicalPlane.AXIAL, 0, 1, 0, 1))
                .hasMessageContaining("has channels 0 to 0, asked for 1");
    }
}
