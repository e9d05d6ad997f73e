/**
 * Files to documents. There are two ways.
 *
 * <p>Files of any kind: a {@link dev.cloze.corpora.read.CorpusReader} lists files, folders and patterns; its {@link
 * dev.cloze.corpora.read.RawRecords} take off compression and archives, tell each format by its content and cut it into
 * {@link dev.cloze.corpora.read.RawRecord}s, serially and without parsing more than they must; {@link
 * dev.cloze.corpora.read.RawRecord#extract} makes documents of one record, a pure function for any thread. Damage is
 * counted in a {@link dev.cloze.corpora.read.ReadTally} with its reason and place, and the rest is kept; a strict reading
 * stops at it.
 *
 * <pre>
 * StreamOpener    layers of packing off, format told by FormatSniffer, then one Cutter:
 *   ArchiveCutter   zip and tar: each entry is opened like a file
 *   BlockCutter     records with ends that can be found in bytes: lines, CSV, elements of JSON, mbox
 *   TextCutter  WholeCutter  JsonDocumentCutter  WikipediaCutter  WarcCutter  ParquetCutter
 * Extraction      on the threads: TextExtraction JsonExtraction CsvExtraction HtmlExtraction MailExtraction ...
 * </pre>
 *
 * <p>Plain UTF-8 text, strictly: {@link dev.cloze.corpora.read.TextReader} and {@link
 * dev.cloze.corpora.read.TextCorpus} give short sections as {@code pretrain} reads them; damage is an error with its path
 * and offset.
 *
 * <p>In both, memory does not depend on the size of a file or the length of a line, and what is left out is counted.
 * Nothing is cleaned or judged here.
 */
@Internal
package dev.cloze.corpora.read;

import dev.cloze.tokenizer.Internal;
