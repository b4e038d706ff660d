namespace MLNet.Mlp;

/// <summary>
/// How the learning rate changes in the course of training: one derived record for each way. The rate of a step is
/// <see cref="TrainingOptions.LearningRate"/> times <see cref="Factor"/>.
/// <para>A schedule keeps nothing between calls: the factor follows from the position alone, so that the rate of any
/// step can be had again.</para>
/// </summary>
public abstract record LearningRateSchedule
{
    /// <summary>Whether the factor changes from step to step, and so is asked for at each. Default false.</summary>
    public virtual bool ChangesEachStep => false;

    /// <summary>What the learning rate is multiplied by at a step; finite, zero or positive.</summary>
    public abstract double Factor(TrainingPosition position);

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message names it.</exception>
    public virtual void Validate()
    {
    }
}
