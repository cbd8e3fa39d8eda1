// What a step changes besides weights and moments, in device memory: a graph's scalars are frozen when it is captured, so everything
// that differs from step to step is read here. The host writes it when a run starts and reads it when figures are due.
//
// The launcher's StepState structure has the same layout, offset for offset.
#pragma once

struct step_state {
    // Figures, counted up until the host reads them and sets them to zero.
    double loss_sum;                   //  0: of each sample's weighted loss, unscaled
    long long correct;                 //  8: rows whose largest logit is the label's
    long long samples;                 // 16: rows seen
    long long skipped;                 // 24: updates left out because of overflow

    // Where training stands.
    unsigned long long step;           // 32: batches seen since training began; counts dropout's random numbers
    long long updates;                 // 40: updates applied: Adam's t
    long long first_bad_step;          // 48: step at which loss or gradient stopped being finite, or -1
    double batch_loss;                 // 56: this step's sum of losses
    unsigned int position;             // 64: where the batch begins in the order of rows
    unsigned int rate_index;           // 68: which learning rate is due
    float loss_scale;                  // 72: the loss gradient is multiplied by it
    unsigned int good_steps;           // 76: steps without overflow since the scale last changed

    // What gradient_control has decided for the update of this step.
    unsigned int skip;                 // 80: 1: leave weights and moments alone
    float gradient_factor;             // 84: clip / loss scale
    float learning_rate;               // 88
    float correction1;                 // 92: 1 / (1 - β1^t)
    float correction2;                 // 96: 1 / √(1 - β2^t)
    float gradient_norm;               // 100: of the unscaled gradient, before clipping
};                                     // 104 bytes
