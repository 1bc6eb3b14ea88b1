//! Plugins' alarms.

use serde_json::Value;
use uuid::Uuid;
use vuoro_kernel::{OrganisationId, Time};

use super::{Door, Platform, WriteDoor};
use crate::{
    StoreError,
    record::Alarm,
    row::{Row, to_json},
};

fn read(row: &Row) -> Result<(OrganisationId, Alarm), StoreError> {
    let alarm = Alarm {
        plugin: row.get("plugin")?,
        key: row.get("key")?,
        setting: row.get("setting")?,
        payload: row.json("payload")?,
        due_at: row.time("due_at")?,
        failures: row.get("failures")?,
    };
    Ok((row.id("organisation_id", OrganisationId)?, alarm))
}

impl Platform<'_> {
    /// The alarms of enabled plugins that are due by `now`, longest overdue first; at most `limit`.
    pub async fn alarms_due(&self, now: Time, limit: u32) -> Result<Vec<(OrganisationId, Alarm)>, StoreError> {
        let sql = "SELECT plugin_alarm.* FROM plugin_alarm JOIN plugin ON plugin.organisation_id = plugin_alarm.organisation_id \
                   AND plugin.plugin = plugin_alarm.plugin AND plugin.enabled \
                   WHERE due_at <= $1 ORDER BY due_at LIMIT $2";
        self.conn.all(sql, vec![now.0.into(), i64::from(limit).into()], read).await
    }

    /// When the next alarm of an enabled plugin is due.
    pub async fn next_alarm(&self) -> Result<Option<Time>, StoreError> {
        let sql = "SELECT due_at FROM plugin_alarm JOIN plugin ON plugin.organisation_id = plugin_alarm.organisation_id \
                   AND plugin.plugin = plugin_alarm.plugin AND plugin.enabled ORDER BY due_at LIMIT 1";
        self.conn.one(sql, Vec::new()).await?.map(|row| row.time("due_at")).transpose()
    }
}

impl Door<'_> {
    /// Whether a plugin has set an alarm with this key.
    pub async fn has_alarm(&self, plugin: &str, key: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 AS there FROM plugin_alarm WHERE organisation_id = $1 AND plugin = $2 AND key = $3";
        let values = vec![self.organisation.0.into(), plugin.into(), key.into()];
        Ok(self.conn.one(sql, values).await?.is_some())
    }

    /// The number of a plugin's alarms. Those of the host's own, whose keys begin with a control character, don't count.
    pub async fn count_alarms(&self, plugin: &str) -> Result<i64, StoreError> {
        let sql = "SELECT count(*) AS n FROM plugin_alarm WHERE organisation_id = $1 AND plugin = $2 AND key >= ' '";
        let row = self.conn.one(sql, vec![self.organisation.0.into(), plugin.into()]).await?;
        row.map_or(Ok(0), |row| row.get("n"))
    }
}

impl WriteDoor<'_> {
    /// Sets an alarm, or replaces the one with the same key.
    pub async fn set_alarm(&self, plugin: &str, key: &str, at: Time, payload: &Value) -> Result<(), StoreError> {
        let sql = "INSERT INTO plugin_alarm (organisation_id, plugin, key, setting, payload, at, due_at, failures) \
                   VALUES ($1, $2, $3, $4, $5, $6, $6, 0) ON CONFLICT (organisation_id, plugin, key) DO UPDATE SET \
                   setting = excluded.setting, payload = excluded.payload, at = excluded.at, due_at = excluded.due_at, \
                   failures = 0";
        let values = vec![
            self.organisation.0.into(),
            plugin.into(),
            key.into(),
            Uuid::now_v7().into(),
            to_json(payload)?,
            at.0.into(),
        ];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Cancels an alarm.
    pub async fn cancel_alarm(&self, plugin: &str, key: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM plugin_alarm WHERE organisation_id = $1 AND plugin = $2 AND key = $3";
        self.conn.run(sql, vec![self.organisation.0.into(), plugin.into(), key.into()]).await?;
        Ok(())
    }

    /// Deletes an alarm that rang, unless it was set again meanwhile.
    pub async fn alarm_rang(&self, alarm: &Alarm) -> Result<(), StoreError> {
        let sql = "DELETE FROM plugin_alarm WHERE organisation_id = $1 AND plugin = $2 AND key = $3 AND setting = $4";
        self.conn.run(sql, self.of(alarm)).await?;
        Ok(())
    }

    /// Postpones a due alarm, so that no other server rings it before then; returns whether it was still as it had been
    /// read.
    pub async fn put_alarm_off(&self, alarm: &Alarm, until: Time, failures: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE plugin_alarm SET due_at = $6, failures = $7 \
                   WHERE organisation_id = $1 AND plugin = $2 AND key = $3 AND setting = $4 AND due_at = $5";
        let mut values = self.of(alarm);
        values.extend([alarm.due_at.0.into(), until.0.into(), failures.into()]);
        Ok(self.conn.run(sql, values).await? > 0)
    }

    fn of(&self, alarm: &Alarm) -> Vec<sea_orm::Value> {
        let (plugin, key) = (alarm.plugin.as_str(), alarm.key.as_str());
        vec![self.organisation.0.into(), plugin.into(), key.into(), alarm.setting.into()]
    }
}
