package io.nephrite.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.FoldSplits.Split;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeptSplitsTest {
    private final List<CaseIdentity> earlier = List.of(named("a"), named("b"), named("c"), named("d"));
    private final KeptSplits kept = new KeptSplits(
            new FoldSplits(List.of(
                    new Split(List.of("a", "b"), List.of("c", "d")), new Split(List.of("c", "d"), List.of("a", "b")))),
            earlier);

    @Test
    void keepsEveryOldCaseOnItsSideAndSpreadsNewOnes() {
        FoldSplits splits = kept.with(
                List.of(named("a"), named("b"), named("c"), named("d"), named("e"), named("f")),
                KeptSplitsTest::nothingTrained);
        assertThat(splits.splits())
                .containsExactly(
                        new Split(List.of("a", "b", "f"), List.of("c", "d", "e")),
                        new Split(List.of("c", "d", "e"), List.of("a", "b", "f")));
    }

    @Test
    void leavesOutWhatIsGone() {
        assertThat(kept.with(List.of(named("a"), named("b"), named("d")), KeptSplitsTest::nothingTrained)
                        .splits())
                .containsExactly(
                        new Split(List.of("a", "b"), List.of("d")), new Split(List.of("d"), List.of("a", "b")));
    }

    @Test
    void putsARenamedCaseAndAnotherOfTheSamePatientWhereTheOldOneWas() {
        CaseIdentity renamed = new CaseIdentity("z", List.of("image of a"), Optional.empty());
        CaseIdentity again = new CaseIdentity("y", List.of("image of y"), Optional.of("patient of c"));
        List<CaseIdentity> cases = List.of(named("b"), withGroup("c"), named("d"), again, renamed);
        assertThat(kept.with(cases, KeptSplitsTest::nothingTrained).splits())
                .containsExactly(
                        new Split(List.of("b", "z"), List.of("c", "d", "y")),
                        new Split(List.of("c", "d", "y"), List.of("b", "z")));
    }

    @Test
    void validatesNothingThatTheWeightsHaveSeen() {
        FoldSplits splits = kept.with(
                List.of(named("a"), named("b"), named("c"), named("d"), named("e"), named("f")),
                (fold, identity) -> identity.caseId().equals("f")
                        || (fold == 0 && identity.caseId().equals("e")));
        assertThat(splits.splits().get(0).val()).containsExactly("c", "d");
        assertThat(splits.splits().get(1).val()).containsExactly("a", "b", "e");
        assertThat(splits.splits().get(1).train()).containsExactly("c", "d", "f");
    }

    @Test
    void neverMovesACaseAcrossWhateverComesAndGoes() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            List<String> val = new ArrayList<>();
            List<String> train = new ArrayList<>();
            List<CaseIdentity> before = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                (random.nextBoolean() ? val : train).add("case" + i);
                before.add(named("case" + i));
            }
            List<CaseIdentity> now = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                if (random.nextInt(4) > 0) {
                    now.add(named("case" + i));
                }
            }
            Split split = new KeptSplits(new FoldSplits(List.of(new Split(train, val), new Split(val, train))), before)
                    .with(now, KeptSplitsTest::nothingTrained)
                    .splits()
                    .get(0);
            assertThat(split.val()).noneMatch(train::contains);
            assertThat(split.train()).noneMatch(val::contains);
            Set<String> all = new HashSet<>(split.train());
            all.addAll(split.val());
            assertThat(all).hasSize(now.size());
            assertThat(split.train().size() + split.val().size()).isEqualTo(now.size());
        }
    }

    private static boolean nothingTrained(int fold, CaseIdentity identity) {
        return false;
    }

    private static CaseIdentity named(String id) {
        return new CaseIdentity(id, List.of("image of " + id), Optional.empty());
    }

    private static CaseIdentity withGroup(String id) {
        return new CaseIdentity(id, List.of("image of " + id), Optional.of("patient of " + id));
    }
}
