/**
 * Which files make up which case. A {@link io.nephrite.core.dataset.layout.CaseLayout} knows the names of one kind of
 * folder, the {@link io.nephrite.core.dataset.layout.CaseBook} keeps note of what is there.
 */
package io.nephrite.core.dataset.layout;
