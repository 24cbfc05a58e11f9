package io.nephrite.core.dataset;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * One thing that is wrong with a dataset.
 *
 * @param caseId absent where the fault is the whole dataset's; {@code case} in JSON
 * @param file relative to the dataset's folder
 * @param pointer JSON pointer into the file, where that is a document
 * @param seen what was found; never free text of an image header, which may identify a patient
 */
public record Fault(
        FaultCode code,
        Severity severity,
        @JsonProperty("case") Optional<String> caseId,
        Optional<String> file,
        Optional<String> pointer,
        String seen,
        String expected,
        String mend) {
    public Fault {
        seen = FileNames.printable(seen);
        expected = FileNames.printable(expected);
    }

    /** With the code's own severity and advice, of no case and no file. */
    public static Fault of(FaultCode code, String seen, String expected) {
        return new Fault(
                code,
                code.severity(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                seen,
                expected,
                code.mend());
    }

    public Fault in(String path) {
        return new Fault(code, severity, caseId, Optional.of(FileNames.printable(path)), pointer, seen, expected, mend);
    }

    public Fault of(String name) {
        return new Fault(code, severity, Optional.of(FileNames.printable(name)), file, pointer, seen, expected, mend);
    }

    /**
     * Returns the same fault with the place in its document.
     *
     * @param place JSON pointer
     */
    public Fault at(String place) {
        return new Fault(code, severity, caseId, file, Optional.of(FileNames.printable(place)), seen, expected, mend);
    }

    public Fault as(Severity other) {
        return new Fault(code, other, caseId, file, pointer, seen, expected, mend);
    }

    public Fault seenAs(String text) {
        return new Fault(code, severity, caseId, file, pointer, text, expected, mend);
    }

    public Fault mendedBy(String advice) {
        return new Fault(code, severity, caseId, file, pointer, seen, expected, advice);
    }

    @JsonIgnore
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** One line: where it is, what was found, what was expected, what to do. */
    public String sentence() {
        StringBuilder out = new StringBuilder();
        caseId.ifPresent(c -> out.append(c).append(": "));
        file.ifPresent(f -> out.append(f).append(": "));
        out.append(code).append(": found ").append(seen).append(", expected ").append(expected);
        return out.append("; ").append(mend).toString();
    }
}
