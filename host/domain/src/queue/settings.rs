//! A queue's settings.

use vuoro_kernel::{
    limits::QUEUE_CAPACITY_MAX,
    words::{AttachmentPolicy, SecureMetadataPolicy},
};
use vuoro_store::record::QueueSettings;

use crate::Problem;

/// Most days of a transcript's retention: ten years.
const RETENTION_DAYS_MAX: i64 = 3_650;

/// A change of settings; `None` leaves a value unchanged.
#[derive(Clone, Debug, Default)]
pub struct QueueSettingsChange {
    /// Whether the customer's IP address is added to the metadata.
    pub automatic_ip_address: Option<bool>,
    /// Whether the customer's user agent is added to the metadata.
    pub automatic_user_agent: Option<bool>,
    /// Who may send attachments.
    pub attachments: Option<AttachmentPolicy>,
    /// How secure metadata is treated.
    pub secure_metadata: Option<SecureMetadataPolicy>,
    /// Days until a transcript is deleted; `Some(None)` keeps transcripts.
    pub transcript_retention_days: Option<Option<i64>>,
}

impl QueueSettingsChange {
    /// Applies the change.
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

/// Checks a capacity; `None` means no limit.
pub(super) fn check_capacity(capacity: Option<i64>) -> Result<(), Problem> {
    match capacity {
        Some(capacity) if !(1..=QUEUE_CAPACITY_MAX).contains(&capacity) => {
            Err(Problem::invalid("capacity", format!("takes 1 to {QUEUE_CAPACITY_MAX}")))
        }
        _ => Ok(()),
    }
}
