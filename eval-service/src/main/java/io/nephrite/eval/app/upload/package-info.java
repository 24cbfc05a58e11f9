/** Uploads from a browser: checks names and signs addresses. No file passes through here. */
package io.nephrite.eval.app.upload;
