package io.nephrite.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @Test
    void readsWhatItWrites() {
        TraceParent span = new TraceParent(TRACE, SPAN, true);

        assertThat(span.text()).isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
        assertThat(TraceParent.parse(span.text())).contains(span);
        assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-00")).contains(new TraceParent(TRACE, SPAN, false));
    }

    @Test
    void readsWhatALaterVersionAdds() {
        assertThat(TraceParent.parse("01-" + TRACE + "-" + SPAN + "-03-more"))
                .contains(new TraceParent(TRACE, SPAN, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-" + TRACE + "-" + SPAN,
                "ff-" + TRACE + "-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01"
            })
    void takesNothingFromWhatNamesNoSpan(String text) {
        assertThat(TraceParent.parse(text)).isEmpty();
    }

    @Test
    void namesATraceByDatasetAndVersionAlone() {
        assertThat(TraceParent.traceIdOf("", "liver", "v1"))
                .hasSize(32)
                .isEqualTo(TraceParent.traceIdOf("", "liver", "v1"))
                .isNotEqualTo(TraceParent.traceIdOf("", "liver", "v2"))
                .isNotEqualTo(TraceParent.traceIdOf("lab-", "liver", "v1"))
                .isNotEqualTo(TraceParent.traceIdOf("", "liverv", "1"));
    }
}
