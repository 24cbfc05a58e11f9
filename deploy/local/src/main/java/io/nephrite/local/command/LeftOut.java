package io.nephrite.local.command;

import io.nephrite.core.dataset.Fault;
import io.nephrite.local.client.BadInput;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collects the cases that a command leaves out while it works on the others. Each is reported once, with what to do
 * about it, and counts for the exit code. Thread-safe.
 */
final class LeftOut {
    private final Terminal terminal;
    private final boolean strict;
    private final Set<String> told = new HashSet<>();
    private final SortedMap<String, String> reasons = new TreeMap<>();

    /** @param strict whether the first that would be left out stops the verb */
    LeftOut(Terminal terminal, boolean strict) {
        this.terminal = terminal;
        this.strict = strict;
    }

    /** Tells of each; an error leaves its case out, or its file where it names no case. */
    synchronized void tell(Collection<Fault> faults) {
        for (Fault fault : faults) {
            if (fault.isError()) {
                add(fault.caseId().or(fault::file).orElse("the folder"), fault.sentence());
            } else if (told.add(fault.sentence())) {
                terminal.line("warning: " + fault.sentence());
            }
        }
    }

    /**
     * Leaves a case out.
     *
     * @param sentence what is wrong, where, and what to do; names the case
     * @throws BadInput where nothing may be left out
     */
    synchronized void add(String caseId, String sentence) {
        if (strict) {
            throw new BadInput(sentence);
        }
        reasons.putIfAbsent(caseId, sentence);
        if (told.add(sentence)) {
            terminal.line("left out: " + sentence);
        }
    }

    synchronized boolean contains(String caseId) {
        return reasons.containsKey(caseId);
    }

    /** Why each case or file is left out, by name. */
    synchronized SortedMap<String, String> reasons() {
        return new TreeMap<>(reasons);
    }

    /**
     * Ends the verb.
     *
     * @param done how many cases were worked on
     * @param doing what was done with them, such as {@code predicted}
     * @return the exit status
     * @throws BadInput where nothing could be done
     */
    synchronized int conclude(int done, String doing) {
        if (done == 0) {
            throw new BadInput("no case could be " + doing
                    + (reasons.isEmpty()
                            ? ": the folder has none"
                            : "; " + reasons.size() + " left out; the lines above say why"));
        }
        if (!reasons.isEmpty()) {
            terminal.line(
                    done + " " + doing + ", " + reasons.size() + " left out: " + String.join(", ", reasons.keySet()));
            return ExitCode.WORK_FAILED;
        }
        return ExitCode.OK;
    }
}
