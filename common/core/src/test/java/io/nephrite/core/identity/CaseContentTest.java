package io.nephrite.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CaseContentTest {
    @Test
    void nameAndParsingAreInversesForCasesWithDotsToo() {
        CaseContent content = new CaseContent("case.1.b", "0123456789abcdef");

        assertThat(content.name()).isEqualTo("case.1.b.0123456789abcdef");
        assertThat(CaseContent.parse(content.name())).contains(content);
    }

    @Test
    void aTextWithoutCaseAndContentsIsNoName() {
        assertThat(CaseContent.parse("case")).isEmpty();
        assertThat(CaseContent.parse(".content")).isEmpty();
    }

    @Test
    void aContentIdWithADotCouldNotBeToldFromTheCase() {
        assertThatThrownBy(() -> new CaseContent("case", "a.b")).hasMessageContaining("a.b");
    }
}
