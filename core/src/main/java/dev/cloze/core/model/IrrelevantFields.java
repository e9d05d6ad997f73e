package dev.cloze.core.model;

import java.util.HashSet;
import java.util.Set;

/** Fields of HuggingFace's {@code config.json} that do not change what a model computes. */
final class IrrelevantFields {
    private static final Set<String> EVERYWHERE = Set.of(
            // what wrote the file, and of what
            "architectures",
            "model_type",
            "transformers_version",
            "_name_or_path",
            "name_or_path",
            "_commit_hash",
            "tokenizer_class",
            // how transformers runs the model
            "dtype",
            "torch_dtype",
            "use_bfloat16",
            "torchscript",
            "gradient_checkpointing",
            "chunk_size_feed_forward",
            "attn_implementation",
            "_attn_implementation",
            "_attn_implementation_autoset",
            "use_cache",
            "output_attentions",
            "output_hidden_states",
            "output_past",
            "return_dict",
            // heads for other tasks
            "id2label",
            "label2id",
            "num_labels",
            "problem_type",
            "finetuning_task",
            "task_specific_params",
            "classifier_dropout",
            // ids that the tokenizer knows better
            "bos_token_id",
            "eos_token_id",
            "sep_token_id",
            "cls_token_id",
            "mask_token_id",
            "unk_token_id",
            "decoder_start_token_id",
            // generation of text, which transformers once wrote into every configuration
            "prefix",
            "max_length",
            "min_length",
            "do_sample",
            "early_stopping",
            "num_beams",
            "num_beam_groups",
            "num_return_sequences",
            "diversity_penalty",
            "temperature",
            "top_k",
            "top_p",
            "typical_p",
            "repetition_penalty",
            "length_penalty",
            "no_repeat_ngram_size",
            "encoder_no_repeat_ngram_size",
            "exponential_decay_length_penalty",
            "bad_words_ids",
            "forced_bos_token_id",
            "forced_eos_token_id",
            "suppress_tokens",
            "begin_suppress_tokens",
            "remove_invalid_values",
            "output_scores",
            "return_dict_in_generate");

    /** Of RoBERTa the padding also matters, to the position table. */
    private static final Set<String> BERT = Set.of(
            "pad_token_id",
            "directionality",
            "pooler_fc_size",
            "pooler_num_attention_heads",
            "pooler_num_fc_layers",
            "pooler_size_per_head",
            "pooler_type");

    private static final Set<String> MODERNBERT = Set.of(
            "pad_token_id",
            "initializer_cutoff_factor",
            "classifier_pooling",
            "deterministic_flash_attn",
            "reference_compile",
            "repad_logits_with_grad",
            "sparse_prediction",
            "sparse_pred_ignore_index",
            "layer_norm_eps"); // in the released files beside norm_eps, which is the one in use

    private IrrelevantFields() {}

    static Set<String> of(HuggingFaceFamily family) {
        Set<String> fields = new HashSet<>(EVERYWHERE);
        fields.addAll(
                switch (family) {
                    case BERT, ROBERTA -> BERT;
                    case MODERNBERT -> MODERNBERT;
                });
        return fields;
    }
}
