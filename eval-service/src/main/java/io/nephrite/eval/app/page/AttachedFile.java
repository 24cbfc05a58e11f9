package io.nephrite.eval.app.page;

/** A file that a browser shall save, under a name that every header and every file system can hold. */
final class AttachedFile {
    private AttachedFile() {}

    /**
     * The header that makes a browser save an answer as a file.
     *
     * @return value of Content-Disposition; other characters than letters, digits, dots and dashes become _
     */
    static String header(String name) {
        return "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]", "_") + "\"";
    }
}
