package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.ReplacedException;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.check.CaseChecker;
import io.nephrite.imaging.preprocess.MemoryEstimate;
import io.nephrite.imaging.read.CaseHeader;
import io.nephrite.imaging.read.CaseReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The cases that a command works on, checked by the rules of ingest. The headers of all cases are checked before the
 * first one is processed, and the voxels of each case before it is used. A case with an error is reported and left out.
 */
final class CheckedCases {
    private final ObjectStore store;
    private final CaseReader reader;
    private final CaseChecker checker;
    private final Experiment experiment;
    private final UnaryOperator<Fault> wording;
    private final LeftOut leftOut;

    /** @param store whose keys are paths inside the folder */
    CheckedCases(ObjectStore store, CaseChecker checker, Experiment experiment, LeftOut leftOut) {
        this(store, checker, experiment, UnaryOperator.identity(), leftOut);
    }

    /**
     * As the other.
     *
     * @param wording gives a fault the advice of the verb
     */
    CheckedCases(
            ObjectStore store,
            CaseChecker checker,
            Experiment experiment,
            UnaryOperator<Fault> wording,
            LeftOut leftOut) {
        this.store = store;
        this.reader = new CaseReader(store);
        this.checker = checker;
        this.experiment = experiment;
        this.wording = wording;
        this.leftOut = leftOut;
    }

    CaseReader reader() {
        return reader;
    }

    /** The heap that a case needs, from its headers. */
    interface MemoryNeed {
        MemoryEstimate of(String caseId, CaseHeader header);
    }

    /** What is done with a case. */
    interface CaseWork {
        void on(CaseFiles files) throws IOException;
    }

    /** Looks at the headers of all cases; those that are sound and fit into memory go on. */
    List<CaseFiles> withSoundHeaders(Collection<CaseFiles> cases, MemoryNeed need) throws IOException {
        return withSoundHeaders(cases, need, new HashMap<>());
    }

    /**
     * As the other.
     *
     * @param bytes gets the heap that each case needs, by its name
     */
    List<CaseFiles> withSoundHeaders(Collection<CaseFiles> cases, MemoryNeed need, Map<String, Long> bytes)
            throws IOException {
        for (CaseFiles files : cases) {
            orLeaveOut(files, c -> {
                leftOut.tell(judged(checker.checkHeaders("", c, this::open)));
                if (!leftOut.contains(c.caseId())) {
                    MemoryEstimate estimate = need.of(c.caseId(), reader.header(c));
                    estimate.requireAtMost(Runtime.getRuntime().maxMemory());
                    bytes.put(c.caseId(), estimate.bytes());
                }
            });
        }
        return cases.stream().filter(c -> !leftOut.contains(c.caseId())).toList();
    }

    /**
     * Checks the voxels of a case and does the work where they are sound.
     *
     * @return whether it was done
     */
    boolean work(CaseFiles files, CaseWork work) throws IOException {
        return orLeaveOut(files, c -> {
            leftOut.tell(judged(checker.check("", c, this::open).faults()));
            if (!leftOut.contains(c.caseId())) {
                work.on(c);
            }
        });
    }

    private List<Fault> judged(List<Fault> faults) {
        return faults.stream()
                .flatMap(f -> experiment.judged(f).stream())
                .map(wording)
                .toList();
    }

    private InputStream open(StoredFile file) {
        return store.get(file.key());
    }

    /**
     * Does a work on a case. What fails for the input, or for lack of memory, leaves the case out; a full disk or a
     * fault of ours ends all.
     *
     * @return whether the case is still in
     */
    boolean orLeaveOut(CaseFiles files, CaseWork work) throws IOException {
        String caseId = files.caseId();
        try {
            work.on(files);
        } catch (ReplacedException e) {
            leftOut.add(
                    caseId, caseId + ": " + e.key() + " was replaced while it was worked on; run the command again");
        } catch (PipelineException e) {
            String message = e.getMessage();
            leftOut.add(caseId, message.startsWith(caseId) ? message : caseId + ": " + message);
        } catch (ObjectStore.NoSuchObjectException e) {
            leftOut.add(caseId, caseId + ": " + e.getMessage() + " any more; give it again, or go on without the case");
        } catch (UncheckedIOException e) {
            leftOut.add(
                    caseId,
                    caseId + ": " + e.getMessage() + " cannot be read: "
                            + e.getCause().getMessage() + "; check the file and the disk");
        }
        return !leftOut.contains(caseId);
    }
}
