//! What operators set for a queue.

use vuoro_kernel::{
    limits::QUEUE_CAPACITY_MAX,
    words::{AttachmentPolicy, SecureMetadataPolicy},
};
use vuoro_store::record::QueueSettings;

use crate::Problem;

/// Days that a transcript can be asked to be kept: ten years.
const RETENTION_DAYS_MAX: i64 = 3_650;

/// A change of settings: what is none stays as it is.
#[derive(Clone, Debug, Default)]
pub struct QueueSettingsChange {
    /// The customer's IP address is put among the metadata.
    pub automatic_ip_address: Option<bool>,
    /// The customer's user agent is put among the metadata.
    pub automatic_user_agent: Option<bool>,
    /// Who may send attachments.
    pub attachments: Option<AttachmentPolicy>,
    /// What becomes of secure metadata.
    pub secure_metadata: Option<SecureMetadataPolicy>,
    /// Days until a transcript is deleted; `Some(None)` keeps transcripts.
    pub transcript_retention_days: Option<Option<i64>>,
}

impl QueueSettingsChange {
    /// The settings as they become.
    pub(super) fn apply(self, settings: &mut QueueSettings) -> Result<(), Problem> {
        if let Some(Some(days)) = self.transcript_retention_days
            && !(1..=RETENTION_DAYS_MAX).contains(&days)
        {
            let message = format!("takes 1 to {RETENTION_DAYS_MAX} days");
            return Err(Problem::invalid("settings.transcriptRetentionDays", message));
        }
        let QueueSettingsChange {
            automatic_ip_address,
            automatic_user_agent,
            attachments,
            secure_metadata,
            transcript_retention_days,
        } = self;
        set(&mut settings.automatic_ip_address, automatic_ip_address);
        set(&mut settings.automatic_user_agent, automatic_user_agent);
        set(&mut settings.attachments, attachments);
        set(&mut settings.secure_metadata, secure_metadata);
        set(&mut settings.transcript_retention_days, transcript_retention_days);
        Ok(())
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// Checks a capacity; none is no bound.
pub(super) fn check_capacity(capacity: Option<i64>) -> Result<(), Problem> {
    match capacity {
        Some(capacity) if !(1..=QUEUE_CAPACITY_MAX).contains(&capacity) => {
            Err(Problem::invalid("capacity", format!("takes 1 to {QUEUE_CAPACITY_MAX}")))
        }
        _ => Ok(()),
    }
}
