package io.nephrite.runtime.login;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The roles of users; each role includes the rights of those before it. Every method of a REST resource names one of
 * them.
 */
public final class Roles {
    /** Looks at everything and downloads it. */
    public static final String VIEWER = "viewer";

    /** Uploads, seals, asks for predictions and estimates, keeps and names models. */
    public static final String EDITOR = "editor";

    /** Pauses, resumes, cancels and extends trainings, replays and drops dead letters, deletes. */
    public static final String OPERATOR = "operator";

    private static final List<String> ASCENDING = List.of(VIEWER, EDITOR, OPERATOR);

    private Roles() {}

    /** All of them, ascending. */
    public static List<String> all() {
        return ASCENDING;
    }

    /** The given names and the roles that those of ours among them include. */
    static Set<String> withIncluded(Set<String> given) {
        Set<String> roles = new LinkedHashSet<>(given);
        int highest = -1;
        for (int i = 0; i < ASCENDING.size(); i++) {
            if (given.contains(ASCENDING.get(i))) {
                highest = i;
            }
        }
        roles.addAll(ASCENDING.subList(0, highest + 1));
        return roles;
    }
}
