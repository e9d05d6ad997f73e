package dev.cloze.core.torch;

/** What a script method takes: one array or a list of arrays. */
public sealed interface NativeArgument permits NativeArray, NativeArrayList {}
