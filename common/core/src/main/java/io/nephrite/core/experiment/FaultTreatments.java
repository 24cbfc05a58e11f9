package io.nephrite.core.experiment;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FaultTreatment;
import io.nephrite.core.dataset.IngestReport.Overridden;
import io.nephrite.core.dataset.Severity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The severities that an experiment sets for codes of faults. */
public final class FaultTreatments {
    private final Map<FaultCode, FaultTreatment> byCode = new EnumMap<>(FaultCode.class);

    public FaultTreatments(Experiment experiment) {
        if (experiment.geometryFaults() == FaultTreatment.WARNING) {
            byCode.put(FaultCode.ORIGIN_DIFFERS, FaultTreatment.WARNING);
            byCode.put(FaultCode.DIRECTION_DIFFERS, FaultTreatment.WARNING);
        }
        byCode.putAll(experiment.faults());
    }

    /** The fault as the experiment takes it; empty where that ignores it. */
    public Optional<Fault> of(Fault fault) {
        FaultTreatment treatment = byCode.get(fault.code());
        if (treatment == null) {
            return Optional.of(fault);
        }
        return switch (treatment) {
            case ERROR -> Optional.of(fault.as(Severity.ERROR));
            case WARNING -> Optional.of(fault.as(Severity.WARNING));
            case IGNORE -> Optional.empty();
        };
    }

    /** Whether faults of that code are errors. */
    public boolean isError(FaultCode code) {
        return of(Fault.of(code, "", "")).filter(Fault::isError).isPresent();
    }

    /** Which codes are taken otherwise, of those that there are. */
    public List<Overridden> overridden(List<Fault> faults) {
        return byCode.entrySet().stream()
                .map(t -> new Overridden(t.getKey(), t.getKey().severity(), t.getValue(), (int)
                        faults.stream().filter(f -> f.code() == t.getKey()).count()))
                .filter(o -> o.faults() > 0)
                .toList();
    }
}
