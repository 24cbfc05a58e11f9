/** What a deployment needs of broker and store before the services work: their clients alone. */
package io.nephrite.init;
