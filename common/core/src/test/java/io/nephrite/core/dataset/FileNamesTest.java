package io.nephrite.core.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "case_00000",
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                "s-3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                "höhe 1",
                "症例１",
                "\uD83E\uDDE0"
            })
    void takesAnyNameThatKeysAndFileSystemsHold(String name) {
        assertThat(FileNames.isSafeCaseId(name)).isTrue();
        assertThat(FileNames.relative("imagesTr/" + name + ".nii.gz")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a\\b", "a:b", "a*", "a?", "a\"", "<a", ">a", "a|b", "a\n", "a\u001b[2J", "a\u007f"})
    void takesNoNameThatAFileSystemRefusesOrATerminalObeys(String name) {
        assertThat(FileNames.isSafeCaseId(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"b\u009b2Jc", "a\u202eb", "a\u200bb", "\ufeffa", "a\u2028b", "a\ud800"})
    void takesNoNameWithCharactersThatActUnseenOrThatNoDocumentHolds(String name) {
        assertThat(FileNames.isSafeCaseId(name)).isFalse();
        assertThat(FileNames.relative("imagesTr/" + name + ".nii.gz")).isEmpty();
    }

    /** Such objects are another store's puts in flight. */
    @ParameterizedTest
    @ValueSource(strings = {"imagesTr/a.nii.gz-3f2504e0-4f89-41d3-9a0c-0305e82c3301", "._a.nii.gz", "x/.DS_Store"})
    void passesOverWhatSystemsAndStoresLeaveBehind(String path) {
        assertThat(FileNames.isDebris(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Dataset001_A",
                "数据一",
                "Klinik Süd",
                "Klinik_S_d",
                "набор",
                "\uD83E\uDDE0",
                "a.b-c (1)",
                "100% ok"
            })
    void takesTheNameOfADatasetInAnyScript(String name) {
        assertThat(FileNames.whyNoDataset(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a/b",
                "a\\b",
                "..",
                ".hidden",
                "_predict",
                "a\nb",
                "<script>",
                "Su\u0308d",
                "a ",
                " a",
                "a.",
                "%2e%2e",
                "a%2Fb",
                "a\u200bb",
                "a\ud800"
            })
    void refusesANameThatAStoreOrAFileSystemWouldChange(String name) {
        assertThat(FileNames.whyNoDataset(name)).isPresent();
        assertThat(FileNames.isSafeDataset(name)).isFalse();
    }

    @Test
    void limitsTheNameOfADatasetInBytes() {
        assertThat(FileNames.isSafeDataset("a".repeat(170))).isTrue();
        assertThat(FileNames.whyNoDataset("数".repeat(57)))
                .hasValueSatisfying(why -> assertThat(why).contains("171 bytes"));
    }

    /** "ü" as one character, and as u with dots put on it. */
    @Test
    void foldsNamesThatSomeFileSystemTakesForOne() {
        assertThat(FileNames.folded("M\u00fcller")).isEqualTo(FileNames.folded("MU\u0308LLER"));
        assertThat(FileNames.folded("a_1")).isNotEqualTo(FileNames.folded("a-1"));
        assertThat(FileNames.difference("\u00fc", "u\u0308")).contains("two forms of Unicode");
        assertThat(FileNames.difference("a", "A")).isEqualTo("a and A");
    }
}
