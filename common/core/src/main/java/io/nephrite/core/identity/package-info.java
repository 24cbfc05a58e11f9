/** What things are called: a version of a dataset, a fold of a version, a case with its contents. */
package io.nephrite.core.identity;
