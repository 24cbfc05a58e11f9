/** What a report says, and how it is written: as JSON, as Markdown and as a page that needs nothing beside it. */
package io.nephrite.eval.report;
