package io.nephrite.local.command;

import io.nephrite.local.client.DatasetFolder;

/** What of a dataset's folder is not uploaded, for those who expect it to be. */
final class FolderNotes {
    private FolderNotes() {}

    static void show(DatasetFolder folder, Terminal terminal) {
        folder.warnings().forEach(warning -> terminal.line("warning: " + warning));
        if (!folder.leftAlone().isEmpty()) {
            terminal.line("no part of a dataset, left alone: " + OfflineInput.shortened(folder.leftAlone()));
        }
    }
}
