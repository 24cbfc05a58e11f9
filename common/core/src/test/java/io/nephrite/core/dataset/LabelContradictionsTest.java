package io.nephrite.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelContradictionsTest {
    private static final String BRATS = "whole 1 2 3 4, core 1 2 3, enhancing 1";

    /** nnU-Net 3042: the order of another task, where the enhancing tumour was 3. */
    @Test
    void saysWhatAnOrderOfAnotherTaskWritesInPlaceOfEachRegion() {
        assertThat(of(BRATS, 1, 2, 3))
                .extracting(Fault::code, Fault::seen)
                .containsExactly(
                        tuple(
                                FaultCode.REGION_EXPORTED_AS_ANOTHER,
                                "[1, 2, 3]: voxels of `enhancing` (value 1 in the label files) will be written as 3, which"
                                        + " is `core`"),
                        tuple(
                                FaultCode.REGION_EXPORTED_AS_ANOTHER,
                                "[1, 2, 3]: voxels of `whole` alone (value 4 in the label files) will be written as 1,"
                                        + " which is `enhancing`"));
        assertThat(of(BRATS, 1, 2, 3)).allSatisfy(f -> {
            assertThat(f.severity()).isEqualTo(Severity.WARNING);
            assertThat(f.pointer()).contains("/regions_class_order");
            assertThat(f.expected()).contains("[4, 3, 1]");
        });
    }

    @Test
    void takesEveryOrderThatBringsTheLabelsBack() {
        assertThat(of(BRATS, 4, 2, 1)).isEmpty();
        assertThat(of(BRATS, 4, 3, 1)).isEmpty();
        assertThat(of("kidney 1 2, tumor 2", 1, 2)).isEmpty();
        assertThat(of("edema 1, tumor 2 3", 1, 2)).isEmpty();
        assertThat(of("liver 1, lesion 2, both 1 2", 1, 2, 1)).isNotEmpty();
    }

    @Test
    void saysThatALaterRegionLeavesNothingOfAnEarlierOne() {
        assertThat(of("core 1, whole 1 2", 1, 2))
                .filteredOn(f -> f.code() == FaultCode.REGION_EXPORTED_AS_ANOTHER)
                .singleElement()
                .satisfies(f -> assertThat(f.expected()).contains("from large to small", "nothing of `core` is left"));
    }

    @Test
    void namesRegionsThatAreAlikeOrHaveOneValue() {
        assertThat(of("a 1 2, b 2 1", 1, 2)).extracting(Fault::code).contains(FaultCode.REGIONS_ALIKE);
        assertThat(of("a 1 2, b 2", 1, 1))
                .filteredOn(f -> f.code() == FaultCode.REGIONS_WITH_ONE_VALUE)
                .singleElement()
                .satisfies(f -> assertThat(f.seen()).isEqualTo("the value 1 for `a` and `b`"));
    }

    @Test
    void namesRegionsWithValuesThatCannotBeMeant() {
        assertThat(of("a 0 1, b 1", 1, 1)).extracting(Fault::code).contains(FaultCode.REGION_VALUES_ODD);
        assertThat(of("a 1 1, b 2", 1, 2)).extracting(Fault::code).contains(FaultCode.REGION_VALUES_ODD);
        assertThat(of("a 1 2, b 1, ignore 2", 1, 1)).extracting(Fault::code).contains(FaultCode.REGION_VALUES_ODD);
    }

    @Test
    void namesAnOrderWithoutRegionsAndANameThatIsNearlyIgnore() {
        assertThat(of("a 1, b 2", 1, 2)).extracting(Fault::code).containsExactly(FaultCode.FIELD_WITHOUT_EFFECT);
        assertThat(of("a 1, Ignore 2")).extracting(Fault::code).containsExactly(FaultCode.LABEL_NAME_NEAR_IGNORE);
        assertThat(of("a 1, ignore 2")).isEmpty();
    }

    /**
     * A perfect prediction, exported as nnU-Net does it, must be worth a warning exactly where it comes back otherwise.
     */
    @Test
    void warnsExactlyWhereAPerfectPredictionComesBackAsSomethingElse() {
        Random random = new Random(5);
        for (int round = 0; round < 5_000; round++) {
            int values = 2 + random.nextInt(3);
            int count = 1 + random.nextInt(3);
            List<Label> labels = new ArrayList<>(List.of(Label.of(Label.BACKGROUND, 0)));
            List<Integer> order = new ArrayList<>();
            for (int r = 0; r < count; r++) {
                List<Integer> members = IntStream.rangeClosed(1, values)
                        .filter(v -> random.nextBoolean())
                        .boxed()
                        .toList();
                labels.add(new Label("r" + r, members.isEmpty() ? List.of(1) : members));
                order.add(1 + random.nextInt(values));
            }
            LabelMap map = new LabelMap(labels, order);
            if (!map.hasRegions()) {
                continue;
            }
            boolean isWarned = LabelContradictions.of(map).stream()
                    .anyMatch(f -> f.code() == FaultCode.REGION_EXPORTED_AS_ANOTHER);
            assertThat(isWarned).as(map.toString()).isEqualTo(!comesBack(map));
        }
    }

    /** Whether each foreground value is written as one that lies in the same regions. */
    private static boolean comesBack(LabelMap map) {
        List<List<Integer>> regions = map.classes();
        for (int value : map.foreground()) {
            int written = 0;
            for (int r = 0; r < regions.size(); r++) {
                if (regions.get(r).contains(value)) {
                    written = map.regionsClassOrder().get(r);
                }
            }
            int seen = written;
            if (!regions.stream().allMatch(r -> r.contains(value) == r.contains(seen))) {
                return false;
            }
        }
        return true;
    }

    /** @param labels such as {@code "kidney 1 2, tumor 2"}; background is there too */
    private static List<Fault> of(String labels, Integer... order) {
        List<Label> declared = new ArrayList<>(List.of(Label.of(Label.BACKGROUND, 0)));
        for (String label : labels.split(", ", -1)) {
            String[] parts = label.split(" ", -1);
            declared.add(new Label(
                    parts[0], Arrays.stream(parts).skip(1).map(Integer::valueOf).toList()));
        }
        return LabelContradictions.of(new LabelMap(declared, List.of(order)));
    }
}
